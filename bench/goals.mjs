// What barrio may cost the page that it is on: the goals, each with how it is judged from what page.mjs measures.

/** A task that is longer is felt: the browser's own bound of a long task, in milliseconds. */
const LONG_TASK = 50
/**
 * What the tests let pass: the goal is for the machine of BENCHMARKS.md, on which the longest takes 47, and they run on
 * any, with other things beside them.
 */
const LONGEST_TASK = 75
/** How often what a page with one Preact popup works. */
const TIMES_PREACT = 2
/** What a thousand events may take of memory, in bytes. */
const EVENTS = 256 * 1024

/** The pages that have barrio. */
const OURS = ['silent', 'popup', 'demo']

const figure = (number) => number.toFixed(number < 10 ? 2 : 1)

/**
 * Each `{ goal, judge(found) }`, which gives `{ reached, held, figure }`: whether it is reached, whether it is within what
 * the tests let pass, where that is more, and a sentence with figures.
 */
export const GOALS = [
  {
    goal: `no task of barrio's takes ${LONG_TASK} ms`,
    judge({ visits }) {
      const worst = Math.max(...OURS.map((name) => visits[name].ours))
      return { reached: worst < LONG_TASK, held: worst < LONGEST_TASK, figure: `the longest took ${figure(worst)} ms` }
    },
  },
  {
    goal: `a page with barrio and one popup works at most ${TIMES_PREACT} times what it works with a Preact popup`,
    judge({ visits }) {
      const ratio = visits.popup.whole / visits.preact.whole
      return { reached: ratio <= TIMES_PREACT, figure: `it works ${figure(ratio)} times that` }
    },
  },
  {
    goal: 'nothing on the page moves',
    judge({ visits }) {
      const worst = Math.max(...OURS.map((name) => visits[name].shifts))
      return { reached: worst === 0, figure: `the layout shifts add up to ${worst}` }
    },
  },
  {
    goal: `a thousand events take less than ${EVENTS / 1024} KB of memory`,
    judge({ held, thousand }) {
      const more = thousand.script + thousand.wasm - held.demo.script - held.demo.wasm
      return { reached: more < EVENTS, figure: `they took ${figure(more / 1024)} KB` }
    },
  },
]
