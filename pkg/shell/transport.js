// Transport: posts a request, as a beacon when the page goes away, and hears the answer.
import { now } from './clock.js'
import { stringify } from './json.js'

/** Browsers let 64 KB in all outlive a page: larger bodies go without that promise. */
const KEEPALIVE_LIMIT = 60_000
/** How long to wait for an answer, in milliseconds. */
const TIMEOUT = 15_000

/** Posts a request as the engine made it; the answer is told to `hear` as an input. A beacon hears none. */
export async function send(request, hear) {
  const body = new Blob([typeof request.body === 'string' ? request.body : stringify(request.body)])
  if (request.leaving && beacon(request, body)) return
  let answer = {}
  try {
    answer = await fetch(request.url, {
      method: 'POST',
      credentials: 'omit',
      headers: request.headers,
      body,
      keepalive: body.size < KEEPALIVE_LIMIT,
      // Young browsers alone have this signal; the others wait as long as they like.
      signal: AbortSignal.timeout?.(TIMEOUT),
    })
  } catch {
    // Nobody answered: that has no status.
  }
  hear({ type: 'sent', request: request.id, status: answer.status ?? 0, retry_after: retryAfter(answer) })
}

/** A beacon carries no header but the type of its content. */
function beacon({ url, headers }, body) {
  const [[name, type], ...others] = Object.entries(headers)
  if (others.length || name.toLowerCase() !== 'content-type') return false
  return !!navigator.sendBeacon?.(url, new Blob([body], { type }))
}

/** `Retry-After` in seconds: the header holds them, or a date. */
function retryAfter({ headers }) {
  const header = headers?.get('retry-after')
  if (!header) return
  const seconds = /^\d+$/.test(header) ? +header : Math.trunc((Date.parse(header) - now()) / 1000)
  return Number.isNaN(seconds) ? undefined : seconds
}
