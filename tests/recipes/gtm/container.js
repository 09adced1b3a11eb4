// A stand-in for gtm.js: what a container does to a page. It takes over `dataLayer.push`, works through what is there, tells
// its own events, and puts Custom HTML tags in as elements made anew: with their text, the nonce, and no attribute of their own.
(() => {
  const { tags } = window.container
  const layer = window.dataLayer
  const model = {}
  const fired = new Set()
  const id = 'GTM-TEST'
  const macros = []
  window.google_tag_manager = { [id]: { dataLayer: { get: (key) => model[key] }, macro: (n) => model[macros[n]] } }

  const inject = (html) => {
    const box = document.createElement('div')
    box.innerHTML = html.replace(/\{\{([^}]+)\}\}/g, (_, name) => `google_tag_manager["${id}"].macro(${macros.push(window.container.variables[name]) - 1})`)
    for (const old of box.querySelectorAll('script')) {
      const script = document.createElement('script')
      script.type = 'text/javascript'
      if (old.src) script.src = old.src
      else script.text = old.text
      const nonced = document.querySelector('[nonce]')
      if (nonced) script.nonce = nonced.nonce
      document.body.appendChild(script)
    }
  }

  const take = (entry) => {
    if (!entry || entry[0] !== undefined) return
    Object.assign(model, entry)
    for (const [index, { on, once, html }] of tags.entries()) {
      if (!on.includes(entry.event) || (once && fired.has(index))) continue
      fired.add(index)
      inject(html)
    }
  }

  const before = layer.push
  layer.push = function (...entries) {
    const length = before.apply(layer, entries)
    while (layer.length > 300) layer.shift()
    entries.forEach(take)
    return typeof length !== 'boolean' || length
  }
  layer.slice().forEach(take)
  const tell = (event) => layer.push({ event, 'gtm.uniqueEventId': layer.length })
  tell('gtm.init_consent')
  tell('gtm.init')
  const ready = () => tell('gtm.dom')
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', ready)
  else ready()
  if (document.readyState === 'complete') tell('gtm.load')
  else addEventListener('load', () => tell('gtm.load'))
})()
