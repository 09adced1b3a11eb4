// The door to the shop: passes every request on to the real server, notes it, and makes the pages ready for browsers that a driver steers.
import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'

/** A script of the door's own; the shop's policy allows it, since it comes from the shop's address. */
const FIRST = '/door-first.js'
/** Where it tells what goes wrong in the page. */
const COMPLAIN = '/door-complaint'

/** The tag says that whoever steers this browser is a visitor; the first script comes before every other. */
const prepare = (html) =>
  html
    .replace('<head>', `<head><script src="${FIRST}"></script>`)
    .replaceAll('src="/barrio/barrio.js"', 'src="/barrio/barrio.js" data-allow-webdriver')

/** A page at the shop's address that has nothing of the shop. */
export const END = '/door-end'

/** A page of another site, which links to the shop. */
const elsewhere = (to) => `<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1><a href="${to}">The shop</a>`

/** In the page: time as the test wants it, a device that knows nobody, and an ear for what goes wrong. */
function first({ shift, fresh, ears, complain }) {
  const Real = Date
  if (shift) {
    window.Date = class extends Real {
      constructor(...values) {
        super(...(values.length ? values : [Real.now() + shift]))
      }
      static now() {
        return Real.now() + shift
      }
    }
  }
  if (fresh) localStorage.clear()
  if (!ears) return
  // A page that is being left can still say what is wrong.
  const tell = (words) => navigator.sendBeacon(complain, words)
  addEventListener('error', ({ message, target }) => tell(message ? `thrown: ${message}` : `not loaded: ${target.src ?? target.href}`), true)
  addEventListener('unhandledrejection', ({ reason }) => tell(`thrown: ${reason?.message ?? reason}`))
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => tell(`against the policy: ${violatedDirective} ${blockedURI}`))
  for (const name of ['error', 'warn']) {
    const real = console[name]
    console[name] = (...words) => (tell(`${name}: ${words.join(' ')}`), real(...words))
  }
}

/**
 * Opens it before the server at `server`. `now` is where the clocks of the pages start; `fresh` empties the device
 * before each page; `ears` hears what goes wrong in pages, for drivers that do not tell.
 *
 * `requests` are those that came, `complaints` what the pages said. `shut(true)` cuts every connection to the CRM,
 * as it is where there is no network; a browser that has the door as its proxy asks it for addresses elsewhere, which
 * it notes and refuses.
 */
export async function openDoor(server, { now, fresh = false, ears = false } = {}) {
  const door = { requests: [], complaints: [], closed: false }
  const shift = now ? Date.parse(now) - Date.now() : 0
  const script = `(${first})(${JSON.stringify({ shift, fresh, ears, complain: COMPLAIN })})`
  const listener = createServer((incoming, answer) => {
    receive(door, { server, script }, incoming, answer).catch(() => answer.destroy())
  })
  listener.on('connect', ({ url }, socket) => {
    door.requests.push({ method: 'CONNECT', url, path: '', type: '', body: null })
    socket.destroy()
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  door.host = `127.0.0.1:${listener.address().port}`
  door.url = `http://${door.host}`
  /** The same page at another site: it links to the shop's. */
  door.elsewhere = `http://localhost:${listener.address().port}`
  door.shut = (closed) => (door.closed = closed)
  door.end = () => (listener.closeAllConnections(), listener.close())
  return door
}

async function receive(door, { server, script }, incoming, answer) {
  const body = Buffer.concat(await incoming.toArray())
  const { method, headers } = incoming
  // A browser that has the door as its proxy names the host in the address, for the shop's own pages too.
  const address = new URL(incoming.url, `http://${headers.host}`)
  const isOurs = address.host === door.host
  if (isOurs && address.pathname === FIRST) return answer.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
  if (isOurs && address.pathname === COMPLAIN) {
    door.complaints.push(body.toString('utf8'))
    return answer.writeHead(204).end()
  }
  if (address.hostname === 'localhost' || address.pathname === END) {
    return answer.writeHead(200, { 'content-type': 'text/html' }).end(elsewhere(door.url + address.pathname + address.search.replaceAll('"', '')))
  }
  const cut = door.closed && address.pathname === '/collect'
  door.requests.push({ method, url: address.href, path: address.pathname, type: headers['sec-fetch-dest'] ?? '', mode: headers['sec-fetch-mode'] ?? '', body: body.length ? body.toString('utf8') : null, cut })
  if (cut || !isOurs) return incoming.socket.destroy()
  const { status, headers: told, text } = await forward(new URL(address.pathname + address.search, server), incoming, body)
  answer.writeHead(status, told).end(text)
}

/** What the real server answers; pages are prepared. */
async function forward(address, { method, headers }, body) {
  const asked = ask(address, { method, headers: { ...headers, 'accept-encoding': 'identity' } }).end(body)
  const [answer] = await once(asked, 'response')
  const content = Buffer.concat(await answer.toArray())
  const told = { ...answer.headers }
  if (!/^text\/html/.test(told['content-type'] ?? '')) return { status: answer.statusCode, headers: told, text: content }
  const text = Buffer.from(prepare(content.toString('utf8')))
  delete told['content-length']
  // A page that is prepared anew is not the one that the browser may have kept.
  delete told.etag
  return { status: answer.statusCode, headers: told, text }
}
