// Hand-over to the store's chat: a row per provider. The store file names a row, never a function.
import { beside } from '../shell/navigate.js'

/**
 * Providers whose script the store has on its pages.
 *
 * - `global` is what they define, or where in it their methods are.
 * - `open` opens them; `openWith`, in its place, does so with a text that the visitor can change and send. Nothing is
 *   sent for them: the calls of Tidio and Gorgias that would do that are not here.
 * - `set` tells them the language, and what is being looked at, where they can be told.
 * - `asked` is how to learn that they are closed: the answer, or its `availability`, is `false` or `offline`.
 *
 * A call is a list: a method, dotted, or empty where the global itself is called, and its arguments. `{text}`,
 * `{locale}`, `{language}` and `{viewing}` stand for what they name; a call without its word is left out.
 *
 * Where the calls are from; D documentation, S the vendor's source, C only other people's code: chatwoot S; crisp S,
 * `is` D; freshchat C; gorgias C, it has `open` once its `init` is done; hubspot D, `load` does nothing where it is
 * loaded; intercom S; livechat S, `get` D; olark C, its notification D; rocketchat S, D gives the same object to a
 * function as its `this`; tawk S, `getStatus` D, its attributes want a function; tidio D; zendesk D and S, its tags
 * can hold no sentence.
 */
export const PROVIDERS = {
  chatwoot: {
    global: '$chatwoot',
    set: [['setLocale', '{language}'], ['setCustomAttributes', { viewing: '{viewing}' }]],
    open: [['toggle', 'open']],
  },
  crisp: {
    global: '$crisp',
    asked: ['is', 'website:available'],
    set: [['push', ['set', 'session:data', [[['viewing', '{viewing}']]]]]],
    open: [['push', ['set', 'message:text', ['{text}']]], ['push', ['do', 'chat:open']]],
  },
  freshchat: {
    global: 'fcWidget',
    set: [['user.setLocale', '{language}']],
    open: [['open']],
    openWith: [['open', { replyText: '{text}' }]],
  },
  gorgias: { global: 'GorgiasChat', open: [['open']] },
  hubspot: { global: 'HubSpotConversations.widget', open: [['load', { widgetOpen: true }], ['open']] },
  intercom: {
    global: 'Intercom',
    set: [['', 'update', { language_override: '{locale}' }]],
    open: [['', 'show']],
    openWith: [['', 'showNewMessage', '{text}']],
  },
  livechat: {
    global: 'LiveChatWidget',
    asked: ['get', 'state'],
    set: [['call', 'set_session_variables', { viewing: '{viewing}' }]],
    open: [['call', 'maximize']],
  },
  olark: {
    global: 'olark',
    set: [
      ['', 'api.box.setLocale', '{locale}'],
      ['', 'api.chat.sendNotificationToOperator', { body: '{viewing}' }],
    ],
    open: [['', 'api.box.expand']],
  },
  rocketchat: {
    global: 'RocketChat.livechat',
    set: [['setLanguage', '{language}'], ['setCustomField', 'viewing', '{viewing}']],
    open: [['maximizeWidget']],
  },
  tawk: { global: 'Tawk_API', asked: ['getStatus'], open: [['maximize']] },
  tidio: { global: 'tidioChatApi', open: [['open']] },
  zendesk: {
    global: 'zE',
    set: [['', 'messenger:set', 'locale', '{locale}']],
    open: [['', 'messenger', 'open']],
  },
}

/**
 * Channels that an address leads to. `to` is the key that holds who is written to: a number, of which the digits
 * count, or a name, without the `@` it may be written with. `text` is what comes before the text, where the address
 * can carry one.
 *
 * Where they are from, as above: email, phone D; line D, on phones only, elsewhere LINE's page says so; messenger,
 * telegram, whatsapp C: their vendors publish little.
 */
export const LINKS = {
  email: { before: 'mailto:', to: 'address', text: '?body=' },
  line: { before: 'https://line.me/R/oaMessage/%40', to: 'id', text: '/?' },
  messenger: { before: 'https://m.me/', to: 'page', text: '?text=' },
  phone: { before: 'tel:+', to: 'number' },
  telegram: { before: 'https://t.me/', to: 'user', text: '?text=' },
  whatsapp: { before: 'https://wa.me/', to: 'number', text: '?text=' },
}

/**
 * Opens the first of the channels that is on the page and open. Answers whether there was one. It must run within the
 * visitor's click: browsers open a tab for nothing less.
 */
export function openChat({ channels, locale, text, viewing = '' }) {
  // What the visitor can send: the text, and below it what they are looking at.
  const said = [text, viewing].filter(Boolean).join('\n')
  const words = { '{text}': said, '{locale}': locale, '{language}': locale.split('-')[0], '{viewing}': viewing }
  return channels.some((channel) => openProvider(row(PROVIDERS, channel), words) || openLink(channel, said))
}

/** The row of a table that a channel names. */
const row = (table, { type }) => (Object.keys(table).includes(type) ? table[type] : undefined)

function openProvider(provider, words) {
  const global = provider && at(window, provider.global)
  if (!global) return false
  const withText = calls(provider.openWith, words)
  const open = withText.length ? withText : calls(provider.open, words)
  // A provider that is still loading may have its global already, and not yet its methods.
  const isThere = open.length && open.every(([method]) => typeof at(global, method) === 'function')
  if (!isThere || isClosed(global, provider.asked)) return false
  // Not every version can be told everything; it opens all the same.
  for (const call of calls(provider.set, words)) attempt(() => run(global, call))
  return attempt(() => (open.forEach((call) => run(global, call)), true)) ?? false
}

/** The calls of which every word is known, with what the words stand for. */
export const calls = (list = [], words) => list.map((call) => fill(call, words)).filter(Boolean)

/** A part of a call with what its words stand for; nothing where one of them is not known. */
function fill(part, words) {
  if (typeof part === 'string') return Object.keys(words).includes(part) ? words[part] || undefined : part
  if (!part || typeof part !== 'object') return part
  const filled = Object.entries(part).map(([key, value]) => [key, fill(value, words)])
  if (filled.some(([, value]) => value === undefined)) return
  return Array.isArray(part) ? filled.map(([, value]) => value) : Object.fromEntries(filled)
}

/** What stands at a dotted path. */
const at = (target, path) => (path ? path.split('.').reduce((owner, name) => owner?.[name], target) : target)

function run(global, [method, ...values]) {
  const owner = at(global, method.split('.').slice(0, -1).join('.'))
  return at(global, method).apply(owner, values)
}

/** Whether a provider says that nobody is there. One that cannot be asked, or has no answer yet, is open. */
function isClosed(global, asked) {
  const answer = asked && attempt(() => run(global, asked))
  return answer === false || answer === 'offline' || answer?.availability === 'offline'
}

function attempt(act) {
  try {
    return act()
  } catch {
    // The provider's own affair.
  }
}

function openLink(channel, text) {
  const url = linkTo(channel, text)
  return !!url && beside(url)
}

/** The address of a channel that is a link; nothing for any other, or where it lacks who is written to. */
export function linkTo(channel, text) {
  const link = row(LINKS, channel)
  const told = link && channel[link.to]
  if (typeof told !== 'string') return
  const recipient = link.to === 'number' ? told.replace(/\D/g, '') : encode(told.replace(/^@/, ''))
  if (recipient) return link.before + recipient + (text && link.text ? link.text + encode(text) : '')
}

/** Percent-encodes all but the unreserved characters of RFC 3986, and `@`, which mail programs want plain. */
const encode = (text) =>
  // Half of a pair of surrogates is no character, and would throw.
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
    .replace(/[!'()*]/g, (sign) => '%' + sign.charCodeAt(0).toString(16).toUpperCase())
    .replace(/%40/g, '@')
