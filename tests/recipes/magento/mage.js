// What Magento's front end does around the recipe: `customer-data` over local storage, and the components of a page.
define('Magento_Customer/js/customer-data', [], () => {
  const KEY = 'mage-cache-storage'
  const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  const observable = (value) => {
    const heard = []
    return Object.assign((...next) => (next.length ? ([value] = next, heard.forEach((hear) => hear(value))) : value), { subscribe: (hear) => heard.push(hear) })
  }
  const sections = {}
  const get = (name) => (sections[name] ??= observable(stored[name] ?? {}))
  const reload = async (names) => {
    const answer = await fetch(`/customer/section/load/?sections=${names.join()}&force_new_section_timestamp=false`)
    for (const [name, data] of Object.entries(await answer.json())) {
      stored[name] = data
      localStorage.setItem(KEY, JSON.stringify(stored))
      get(name)(data)
    }
  }
  // A cookie of the server says that what is stored is out of date.
  const [, version] = /private_content_version=(\w+)/.exec(document.cookie) ?? []
  if (version && version !== localStorage.getItem('mage-cache-version')) {
    localStorage.setItem('mage-cache-version', version)
    reload(['customer', 'cart'])
  }
  return { get, reload }
})
require(['Magento_Customer/js/customer-data'], (customerData) => {
  customerData.get('cart').subscribe(({ summary_count: count }) => (document.querySelector('.counter-number').textContent = count))
  document.querySelector('#product_addtocart_form')?.addEventListener('submit', async (event) => {
    event.preventDefault()
    await fetch(event.target.action, { method: 'POST', body: new URLSearchParams(new FormData(event.target)) })
    customerData.reload(['cart'])
  })
  for (const script of document.querySelectorAll('script[type="text/x-magento-init"]')) {
    for (const [name, config] of Object.entries(JSON.parse(script.textContent)['*'])) require([name], (run) => run(config))
  }
})
