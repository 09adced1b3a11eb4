// A client of W3C WebDriver: one session, its windows, scripts, pointer, keys and pictures.
import { setTimeout as delay } from 'node:timers/promises'

/** How long the driver may take to answer anything. */
const ANSWER_WITHIN = 30_000
/** The name under which the standard hands an element over. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** Keys that have a name, by the code of the standard. */
const KEYS = {
  Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C', Space: ' ', Shift: '\uE008', Backspace: '\uE003',
  ArrowDown: '\uE015', ArrowUp: '\uE013', ArrowLeft: '\uE012', ArrowRight: '\uE014',
}

/** Begins a session with the driver at `address`. */
export async function openSession(address, capabilities) {
  await untilReady(address)
  const { sessionId, capabilities: given } = await send(`${address}/session`, 'POST', { capabilities: { alwaysMatch: capabilities } })
  return createSession(`${address}/session/${sessionId}`, given.browserVersion)
}

function createSession(base, version) {
  const ask = (method, path, body) => send(`${base}/${path}`, method, body)
  let current
  const perform = (...actions) => ask('POST', 'actions', { actions })
  return {
    version,
    ask,
    /** Every later command is for this window. */
    async switchTo(handle) {
      if (current !== handle) await ask('POST', 'window', { handle })
      current = handle
    },
    handle: () => ask('GET', 'window'),
    /** Runs a function in the page and waits for what it promises; elements go in and come out as `element()` makes them. */
    async run(fn, ...values) {
      const script = `const done = arguments[arguments.length - 1]
        Promise.resolve().then(() => (${fn})(...[...arguments].slice(0, -1)))
          .then((value) => done({ value }), (error) => done({ error: String(error) }))`
      const { value, error } = await ask('POST', 'execute/async', { script, args: values })
      if (error !== undefined) throw new Error(`In the page: ${error}`)
      return value
    },
    /** One press with the pointer at a place of the viewport. */
    click: ({ x, y }, pointerType = 'mouse') =>
      perform({
        type: 'pointer', id: pointerType, parameters: { pointerType },
        actions: [{ type: 'pointerMove', x: Math.round(x), y: Math.round(y) }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }],
      }),
    /** Presses keys one after another; `Shift+Tab` holds the first while it presses the second. */
    async press(combination) {
      const keys = combination.split('+').map((key) => KEYS[key] ?? key)
      const down = keys.map((value) => ({ type: 'keyDown', value }))
      await perform({ type: 'key', id: 'keys', actions: [...down, ...keys.toReversed().map((value) => ({ type: 'keyUp', value }))] })
    },
    async type(text) {
      const strokes = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }])
      await perform({ type: 'key', id: 'keys', actions: strokes })
    },
    role: (element) => ask('GET', `element/${element[ELEMENT]}/computedrole`),
    label: (element) => ask('GET', `element/${element[ELEMENT]}/computedlabel`),
    picture: async () => Buffer.from(await ask('GET', 'screenshot'), 'base64'),
    end: () => send(base, 'DELETE'),
  }
}

async function untilReady(address) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { ready } = await send(`${address}/status`, 'GET').catch(() => ({}))
    if (ready) return
    await delay(50)
  }
  throw new Error(`The driver at ${address} is not ready after five seconds.`)
}

async function send(address, method, body) {
  const response = await fetch(address, {
    method,
    body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  })
  const { value } = await response.json()
  if (response.ok) return value
  throw Object.assign(new Error(`${value.error}: ${value.message}`), { name: 'WebDriverError', code: value.error })
}
