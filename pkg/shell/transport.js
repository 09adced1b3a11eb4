// Transport: makes a request, as a beacon when the page goes away, and hears the answer.
import { tellDataLayer } from './capture/data-layer.js'
import { now } from './clock.js'
import { stringify } from './json.js'

/** Browsers let 64 KB in all outlive a page: what goes beyond goes without that promise. */
const KEEPALIVE_LIMIT = 60_000
/** How long to wait for an answer, in milliseconds. */
const TIMEOUT = 15_000
/** How much of an answer is read, in characters. */
const LONGEST = 65_536

/** The bytes under way that are to outlive the page. */
let alive = 0

/** Makes a request of the engine's; the answer is told to `hear` as an input. A beacon hears none. */
export async function send(request, hear) {
  const { id, mode, body } = request
  const answered = (answer) => hear({ type: 'sent', request: id, ...answer })
  if (mode === 'data_layer') {
    tellDataLayer(body)
    // In a task of its own, as every other answer comes.
    setTimeout(answered, 0, { status: 200 })
    return
  }
  const blob = new Blob([typeof body === 'string' ? body : stringify(body)])
  if (request.leaving && beacon(request, blob)) return
  const keepalive = alive + blob.size < KEEPALIVE_LIMIT
  if (keepalive) alive += blob.size
  let answer = { status: 0 }
  try {
    answer = await read(request, await post(request, blob, keepalive))
  } catch {
    // Nobody answered: that has no status.
  }
  if (keepalive) alive -= blob.size
  answered(answer)
}

const post = ({ url, method = 'POST', mode, headers }, body, keepalive) =>
  fetch(url, {
    method,
    mode,
    credentials: 'omit',
    headers,
    body: body.size ? body : undefined,
    keepalive,
    // Young browsers alone have this signal; the others wait as long as they like.
    signal: AbortSignal.timeout?.(TIMEOUT),
  })

/** What an answer says. That of `no-cors` says nothing, but that somebody answered. */
const read = async ({ mode, reads }, answer) => ({
  status: mode === 'no-cors' ? 200 : answer.status,
  retry_after: retryAfter(answer.headers.get('retry-after')),
  body: reads ? (await answer.text()).slice(0, LONGEST) : undefined,
})

/** A beacon carries no header but the type of its content. */
function beacon({ url, method = 'POST', headers }, body) {
  const [[name, type] = [''], ...others] = Object.entries(headers)
  if (others.length || name.toLowerCase() !== 'content-type' || method !== 'POST') return false
  return !!navigator.sendBeacon?.(url, new Blob([body], { type }))
}

/** `Retry-After` in seconds: the header holds them, or a date. */
function retryAfter(header) {
  if (!header) return
  const seconds = /^\d+$/.test(header) ? +header : Math.trunc((Date.parse(header) - now()) / 1000)
  return Number.isNaN(seconds) ? undefined : seconds
}
