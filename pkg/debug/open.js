// The debug panel: opened by `?barrio=debug` or `init({ debug: true })`, in a module of its own that nobody else loads.
// It reads what the public API gives and writes nothing: `explain`, `export`, `on`, and engines of its own to simulate.
import css from 'barrio-style'
import { render } from './dom.js'
import { panel } from './panel.js'
import { readPerson } from './person.js'
import { simulate } from './simulation.js'

const HOST = 'barrio-debug'
const EVENTS = ['shown', 'dismissed', 'clicked', 'answered', 'opt_in', 'opt_out', 'chat', 'sent', 'error']
const REFRESH = 1000
const COPIED_FOR = 2000

/** The width in pixels: at first, at least, at most; and what an arrow key adds. */
const WIDTH = 400
const LEAST = 300
const MOST = 760
const STEP = 20

/** Problems that are listed: the latest. */
const PROBLEMS = 50

/**
 * Opens the panel of a running widget; `config` is its store file as text. While one is open, nothing happens.
 * `destroy()` of the widget closes it too.
 */
export function open(barrio, config, createEngine) {
  if (document.querySelector(HOST)) return
  const host = document.createElement(HOST)
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]

  const ends = new AbortController()
  const state = {
    present: { visitor: {}, campaigns: [] },
    records: {},
    problems: [],
    now: 0,
    took: 0,
    simulating: false,
    simulated: undefined,
    fault: '',
    copied: '',
    opened: new Set(),
    collapsed: false,
    width: WIDTH,
    least: LEAST,
    most: MOST,
  }

  const draw = () => render(root, panel(state, acts))
  const refresh = async () => {
    const began = performance.now()
    state.present = (await barrio.explain()) ?? state.present
    if (ends.signal.aborted) return
    state.took = performance.now() - began
    state.records = barrio.export() ?? {}
    state.now = Date.now()
    draw()
  }

  const acts = {
    ...frame(state, root, sheet, draw),
    ...simulation(state, root, draw, (person) => simulate(createEngine, JSON.parse(config), person, state.present)),
    copy: () => copy(state, draw),
    toggle: ({ currentTarget: { open, dataset } }) => {
      state.opened[open ? 'add' : 'delete'](dataset.campaign)
      draw()
    },
    close,
  }

  function close() {
    ends.abort()
    offs.forEach((off) => off())
    host.remove()
    if (barrio.destroy === destroyBoth) barrio.destroy = destroy
  }

  // The panel goes with the widget that it explains.
  const { destroy } = barrio
  const destroyBoth = () => {
    close()
    destroy()
  }
  barrio.destroy = destroyBoth

  // In a task of its own, and once for all events of one: the shop does not wait for the panel.
  let due
  const soon = () => (due ??= setTimeout(() => ((due = undefined), refresh())))
  const offs = EVENTS.map((name) =>
    barrio.on(name, (detail) => {
      if (name === 'error') note(state, detail)
      soon()
    }),
  )
  const timer = setInterval(() => document.hidden || refresh(), REFRESH)
  ends.signal.addEventListener('abort', () => (clearInterval(timer), clearTimeout(due)))
  document.body.append(host)
  refresh()
}

/** Keeps a problem once, and the latest of them. */
function note(state, problem) {
  const known = state.problems.some(({ path, message }) => path === problem.path && message === problem.message)
  if (!known) state.problems = [...state.problems, problem].slice(-PROBLEMS)
}

/** What the head and the edge of the panel do. */
function frame(state, root, sheet, draw) {
  const fold = (collapsed) => {
    // The focus stays in the panel if it was there, and is not taken from the page if it was not.
    const focused = root.activeElement
    state.collapsed = collapsed
    draw()
    if (focused) root.querySelector(collapsed ? '.pill' : 'header [aria-expanded]').focus()
  }
  const resize = (width) => {
    state.width = Math.round(Math.min(Math.max(width, LEAST), MOST))
    // In the sheet and not on the element: a strict policy forbids styles in attributes.
    sheet.cssRules[0].style.setProperty('--width', `${state.width}px`)
    draw()
  }
  return {
    collapse: () => fold(true),
    expand: () => fold(false),
    key: (event) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      fold(true)
    },
    resize: (event) => {
      const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key]
      if (!by) return
      event.preventDefault()
      resize(state.width + by)
    },
    drag: (event) => {
      const edge = event.currentTarget
      event.preventDefault()
      edge.setPointerCapture(event.pointerId)
      const move = ({ clientX }) => resize(document.documentElement.clientWidth - clientX)
      edge.addEventListener('pointermove', move)
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
    },
  }
}

/** The other view: `run` gives the explanation for a person. */
function simulation(state, root, draw, run) {
  // The same chances for all that is tried here, so that only what was changed makes a difference.
  const seed = crypto.randomUUID().replaceAll('-', '')
  let latest = 0
  const show = (simulating) => {
    state.simulating = simulating
    draw()
  }
  const update = async () => {
    const mine = (latest += 1)
    let outcome
    try {
      const person = readPerson(root.querySelector('form'), seed)
      outcome = { simulated: { ...(await run(person)), person }, fault: '' }
    } catch (error) {
      outcome = { simulated: undefined, fault: error.message }
    }
    // A later change has overtaken this one.
    if (mine === latest) Object.assign(state, outcome)
    draw()
  }
  return {
    showPresent: () => show(false),
    showSimulated: () => {
      show(true)
      update()
    },
    simulate: update,
  }
}

/** Puts the explanation that is looked at on the clipboard. */
async function copy(state, draw) {
  const { explanation, person } = state.simulated ?? {}
  const whole = state.simulating ? { simulated: person, ...explanation } : state.present
  const say = (words) => {
    state.copied = words
    draw()
  }
  try {
    await navigator.clipboard.writeText(JSON.stringify(whole, null, 2))
    say('Copied')
  } catch {
    say('The browser refused')
  }
  setTimeout(say, COPIED_FOR, '')
}
