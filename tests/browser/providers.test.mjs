// The hand-over to each chat provider: exactly the calls that its vendor documents, and in which order.
//
// The vendors' own scripts come from their servers, which no test reaches. In their place stands what each leaves
// on a page, its global, and notes what is called on it. That the vendors answer as documented is not shown here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, openShop, waitForMessage } from './harness.mjs'
import { call, makeStore, ready, serveStoreFile, storeFile, storePage } from './steps.mjs'

const shop = await openShop({ storeDir: await makeStore({ 'index.html': storePage('<h1>Parka</h1>') }) })

const MEXICAN = { locale: 'es-MX', timezoneId: 'America/Mexico_City' }
const VIEWING = `A store ${shop.url}/`
const SAID = `Hola\n${VIEWING}`

/** A store file with one button, that opens the first of these channels. */
const asking = (...channels) => {
  const blocks = [{ heading: 'Ask us' }, { button: 'Ask', do: { chat: 'open', text: 'Hola' } }]
  const file = storeFile({ ask: { trigger: { on: 'manual' }, content: { 'es-MX': { blocks } } } })
  return { ...file, channels: channels.map((channel) => (typeof channel === 'string' ? { type: channel } : channel)) }
}

/**
 * Opens the shop with stand-ins: by the path of each its methods, with what they answer. `""` is the thing itself.
 * An answer of `throws` throws, an empty list of methods is a provider that is still loading.
 */
async function visit(file, providers) {
  const visitor = await shop.newVisitor(MEXICAN)
  await serveStoreFile(visitor, file)
  await visitor.page.addInitScript((providers) => {
    window.calls = []
    const method = (name, answer) => (...parts) => {
      window.calls.push([name, ...parts])
      if (answer === 'throws') throw new Error('It is out of order.')
      return answer
    }
    for (const [path, methods] of Object.entries(providers)) {
      const names = path.split('.')
      const last = names.pop()
      const owner = names.reduce((owner, name) => (owner[name] ??= {}), window)
      owner[last] = '' in methods ? method('', methods['']) : {}
      for (const [name, answer] of Object.entries(methods)) {
        const inner = name.split('.')
        const own = inner.pop()
        if (own) inner.reduce((owner, name) => (owner[name] ??= {}), owner[last])[own] = method(name, answer)
      }
    }
  }, providers)
  await visitor.page.goto('/')
  await ready(visitor.page)
  return visitor
}

/** Clicks the button; gives the calls that were made. */
async function ask({ page }) {
  await call(page, 'show', 'ask')
  const message = await waitForMessage(page)
  await message.getByRole('button', { name: 'Ask', exact: true }).click()
  return page.evaluate(() => window.calls)
}

// By provider: what it leaves on the page, and what is called on it.
const PROVIDERS = {
  chatwoot: [
    { $chatwoot: { toggle: null, setLocale: null, setCustomAttributes: null } },
    [['setLocale', 'es'], ['setCustomAttributes', { viewing: VIEWING }], ['toggle', 'open']],
  ],
  crisp: [
    { $crisp: { push: null, is: true } },
    [
      ['is', 'website:available'],
      ['push', ['set', 'session:data', [[['viewing', VIEWING]]]]],
      ['push', ['set', 'message:text', [SAID]]],
      ['push', ['do', 'chat:open']],
    ],
  ],
  freshchat: [
    { fcWidget: { open: null, 'user.setLocale': null } },
    [['user.setLocale', 'es'], ['open', { replyText: SAID }]],
  ],
  gorgias: [{ GorgiasChat: { open: null } }, [['open']]],
  hubspot: [
    { 'HubSpotConversations.widget': { load: null, open: null } },
    [['load', { widgetOpen: true }], ['open']],
  ],
  intercom: [
    { Intercom: { '': null } },
    [['', 'update', { language_override: 'es-MX' }], ['', 'showNewMessage', SAID]],
  ],
  livechat: [
    { LiveChatWidget: { call: null, get: { availability: 'online' } } },
    [['get', 'state'], ['call', 'set_session_variables', { viewing: VIEWING }], ['call', 'maximize']],
  ],
  olark: [
    { olark: { '': null } },
    [
      ['', 'api.box.setLocale', 'es-MX'],
      ['', 'api.chat.sendNotificationToOperator', { body: VIEWING }],
      ['', 'api.box.expand'],
    ],
  ],
  rocketchat: [
    { 'RocketChat.livechat': { setLanguage: null, setCustomField: null, maximizeWidget: null } },
    [['setLanguage', 'es'], ['setCustomField', 'viewing', VIEWING], ['maximizeWidget']],
  ],
  tawk: [{ Tawk_API: { getStatus: 'online', maximize: null } }, [['getStatus'], ['maximize']]],
  tidio: [{ tidioChatApi: { open: null } }, [['open']]],
  zendesk: [
    { zE: { '': null } },
    [['', 'messenger:set', 'locale', 'es-MX'], ['', 'messenger', 'open']],
  ],
}

for (const [type, [left, expected]] of Object.entries(PROVIDERS)) {
  test(`${type} opens in the visitor's language, with what they look at`, async () => {
    const visitor = await visit(asking(type), left)
    assert.deepEqual(await ask(visitor), expected)
    assert.deepEqual(visitor.problems, [])
    await visitor.leave()
  })
}

test('a provider that is loading, closed or out of order is passed over', async () => {
  const left = {
    tidioChatApi: {},
    Tawk_API: { getStatus: 'offline', maximize: null },
    LiveChatWidget: { get: { availability: 'offline' }, call: null },
    $crisp: { is: false, push: null },
    GorgiasChat: { open: 'throws' },
    zE: { '': null },
  }
  const channels = ['intercom', 'tidio', 'tawk', 'livechat', 'crisp', 'gorgias', 'zendesk', 'freshchat']
  const visitor = await visit(asking(...channels), left)
  const calls = await ask(visitor)
  assert.deepEqual(calls, [
    ['getStatus'],
    ['get', 'state'],
    ['is', 'website:available'],
    ['open'],
    ['', 'messenger:set', 'locale', 'es-MX'],
    ['', 'messenger', 'open'],
  ])
  await visitor.leave()
})

test('what a provider cannot be told does not keep it from opening', async () => {
  const visitor = await visit(asking('freshchat', 'olark'), { fcWidget: { open: null } })
  assert.deepEqual(await ask(visitor), [['open', { replyText: SAID }]])
  await visitor.leave()
})

test('the page can open the chat by itself, about what is looked at', async () => {
  const visitor = await visit(asking('intercom'), { Intercom: { '': null } })
  await call(visitor.page, 'chat')
  const last = await eventually(() => visitor.page.evaluate(() => window.calls[1]))
  assert.deepEqual(last, ['', 'showNewMessage', VIEWING])
  await visitor.leave()
})

test('a link opens in a tab of its own before any message was shown', async () => {
  const visitor = await visit(asking('tidio', { type: 'telegram', user: '@maple' }), {})
  const heading = visitor.page.getByRole('heading', { name: 'Parka' })
  await heading.evaluate((element) => element.addEventListener('click', () => window.barrio('chat')))
  const opened = visitor.context.waitForEvent('page')
  await heading.click()
  await opened
  // The tab leads nowhere: the browser of the tests reaches this machine alone.
  const asked = await eventually(() => visitor.requests.find(({ url }) => !url.startsWith(shop.url)))
  assert.equal(asked.url, `https://t.me/maple?text=${encodeURIComponent(VIEWING)}`)
  await visitor.leave()
})

test('a message that finds nobody says what there is to do instead', async () => {
  const file = asking('tidio')
  const [campaign] = file.campaigns
  campaign.format = 'chat'
  campaign.content['es-MX'].away = [{ heading: 'Nobody is here' }]
  const visitor = await visit({ ...file, agents: [{ name: 'Ana', languages: 'es' }] }, {})
  assert.deepEqual(await ask(visitor), [])
  await visitor.page.getByRole('heading', { name: 'Nobody is here' }).waitFor()
  await visitor.leave()
})

test('a channel cannot call what is no chat', async () => {
  const file = asking({ type: 'eval', global: 'evil', open: [['', 'x']] }, '__proto__', 'constructor', 'tidio')
  const visitor = await visit(file, { evil: { '': null }, tidioChatApi: { open: null } })
  assert.deepEqual(await ask(visitor), [['open']])
  await visitor.leave()
})
