// The fault-injecting endpoint: real HTTP in front of the real server, which gets what the mode lets through.
import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'

const CROSS_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
  'access-control-allow-headers': 'content-type',
}

/** Lets everything through. */
export const open = () => 'pass'

/**
 * Listens on a port of its own. `decide({ nth, at })` says for each POST what becomes of it, where `nth` counts posts
 * from 1:
 * - `'pass'`: the server gets it, and its answer goes back;
 * - `'cut'`: the server gets it, and the connection is cut without an answer;
 * - `{ status, headers }`: the server does not get it, this is the answer.
 *
 * `arrivals` holds what was posted: `{ at, verdict, ids }`, of requests that were read to their end.
 */
export async function startGate(decide = open) {
  const gate = { decide, server: undefined, arrivals: [], sockets: new Set() }
  const listener = createServer((incoming, answer) => handle(gate, incoming, answer))
  listener.on('connection', (socket) => {
    gate.sockets.add(socket)
    socket.once('close', () => gate.sockets.delete(socket))
  })
  const port = await listen(listener, 0)
  gate.url = `http://127.0.0.1:${port}`
  /** From now on connections are refused, by the system itself: nobody listens. */
  gate.close = async () => {
    const closed = once(listener, 'close')
    listener.close()
    for (const socket of gate.sockets) socket.destroy()
    await closed
  }
  /** Somebody listens again, on the same port. */
  gate.reopen = () => listen(listener, port)
  gate.end = async () => listener.listening && gate.close()
  return gate
}

async function listen(listener, port) {
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return listener.address().port
}

async function handle(gate, incoming, answer) {
  if (incoming.method === 'OPTIONS') return answer.writeHead(204, CROSS_ORIGIN).end()
  const body = await read(incoming)
  if (body === undefined) return
  const arrival = { at: Date.now(), ids: messageIds(body) }
  gate.arrivals.push(arrival)
  arrival.verdict = gate.decide({ nth: gate.arrivals.length, at: arrival.at })
  if (typeof arrival.verdict === 'object') {
    const { status, headers } = arrival.verdict
    return answer.writeHead(status, { ...CROSS_ORIGIN, ...headers }).end()
  }
  const forwarded = await forward(gate.server, incoming, body)
  if (arrival.verdict === 'cut') return incoming.socket.destroy()
  answer.writeHead(forwarded.status, { ...forwarded.headers, ...CROSS_ORIGIN }).end(forwarded.body)
}

/** The body, or nothing where the connection broke before its end. */
async function read(stream) {
  const chunks = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
  } catch {
    return undefined
  }
  return Buffer.concat(chunks)
}

function messageIds(body) {
  const { batch = [] } = JSON.parse(body)
  return batch.map(({ messageId }) => messageId)
}

/** Posts it to the server as a page of the server's own origin. */
function forward(server, incoming, body) {
  const { origin: _, host: __, connection: ___, ...headers } = incoming.headers
  return new Promise((resolve, reject) => {
    const options = { method: incoming.method, headers: { ...headers, 'content-length': body.length } }
    const request = ask(new URL(incoming.url, server), options, async (answer) => {
      const { 'content-type': type } = answer.headers
      const retry = answer.headers['retry-after']
      const kept = { ...(type && { 'content-type': type }), ...(retry && { 'retry-after': retry }) }
      resolve({ status: answer.statusCode, headers: kept, body: await read(answer) })
    })
    request.once('error', reject)
    request.end(body)
  })
}
