// Hand-over to the store's chat: a row per provider. The store file names a row, never a function.
import { beside } from './navigate.js'

/**
 * Providers whose script the store has on its pages, from the vendors' own source. `global` is what they define,
 * `open` opens them, `openWith` does so with a text that the visitor can send: calls, each a method, empty where the
 * global itself is called, and its arguments. `{text}` is the text.
 */
export const PROVIDERS = {
  crisp: {
    global: '$crisp',
    open: [['push', ['do', 'chat:open']]],
    openWith: [
      ['push', ['set', 'message:text', ['{text}']]],
      ['push', ['do', 'chat:open']],
    ],
  },
  intercom: { global: 'Intercom', open: [['', 'show']], openWith: [['', 'showNewMessage', '{text}']] },
  tawk: { global: 'Tawk_API', open: [['maximize']], openWith: [['maximize']] },
}

/**
 * Channels that an address leads to. `to` is the key that holds who is written to: a number, of which the digits
 * count, or a name, without the `@` it may be written with. `text` is what comes before the text, where the address
 * can carry one. The vendors of the first three publish little about their parameters.
 */
export const LINKS = {
  whatsapp: { before: 'https://wa.me/', to: 'number', text: '?text=' },
  telegram: { before: 'https://t.me/', to: 'user', text: '?text=' },
  messenger: { before: 'https://m.me/', to: 'page', text: '?text=' },
  phone: { before: 'tel:+', to: 'number' },
  email: { before: 'mailto:', to: 'address', text: '?body=' },
}

/**
 * Opens the first of the channels that is on the page. Answers whether there was one. It must run within the visitor's
 * click: browsers open a tab for nothing less.
 */
export const openChat = ({ channels, text }) =>
  channels.some((channel) => openProvider(channel, text) || openLink(channel, text))

function openProvider({ type }, text) {
  const provider = Object.hasOwn(PROVIDERS, type) && PROVIDERS[type]
  const global = provider && window[provider.global]
  if (!global) return false
  const calls = put(text ? provider.openWith : provider.open, text)
  const methods = calls.map(([method]) => (method ? global[method] : global))
  // A provider that is still loading may have its global already, and not yet its methods.
  if (!methods.every((method) => typeof method === 'function')) return false
  try {
    calls.forEach(([, ...values], index) => methods[index].apply(global, values))
    return true
  } catch {
    return false
  }
}

/** The calls with the text in its place. */
export const put = (call, text) =>
  Array.isArray(call) ? call.map((part) => put(part, text)) : call === '{text}' ? text : call

function openLink(channel, text) {
  const url = linkTo(channel, text)
  return !!url && beside(url)
}

/** The address of a channel that is a link; nothing for any other, or where it lacks who is written to. */
export function linkTo(channel, text) {
  const link = Object.hasOwn(LINKS, channel.type) && LINKS[channel.type]
  const told = link && channel[link.to]
  if (typeof told !== 'string') return
  const recipient = link.to === 'number' ? told.replace(/\D/g, '') : encode(told.replace(/^@/, ''))
  if (recipient) return link.before + recipient + (text && link.text ? link.text + encode(text) : '')
}

/** Percent-encodes all but the unreserved characters of RFC 3986, and `@`, which mail programs want plain. */
const encode = (text) =>
  encodeURIComponent(text.toWellFormed?.() ?? text)
    .replace(/[!'()*]/g, (sign) => '%' + sign.charCodeAt(0).toString(16).toUpperCase())
    .replace(/%40/g, '@')
