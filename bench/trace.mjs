// What Chromium's trace says of a page: the tasks of its main thread, in processor time of that thread.

const CATEGORIES = ['toplevel', 'devtools.timeline', 'blink.user_timing', '__metadata', 'v8']

/** What the browser recorded while `act` ran. */
export async function traced(page, act, categories = CATEGORIES) {
  const browser = page.context().browser()
  await browser.startTracing(page, { categories })
  await act()
  return JSON.parse((await browser.stopTracing()).toString()).traceEvents
}

const threadOf = ({ pid, tid }) => `${pid}/${tid}`

/** The tasks of the main threads of pages: each `{ ts, dur, tdur }` in microseconds, `tdur` being processor time. */
export function mainTasks(trace) {
  const isMain = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain'
  const mains = new Set(trace.filter(isMain).map(threadOf))
  return trace.filter((event) => event.name.endsWith('RunTask') && event.tdur && mains.has(threadOf(event)))
}

/** What a trace calls it when a script runs or is compiled. */
const RUNS = ['EvaluateScript', 'FunctionCall', 'v8.compile', 'v8.compileModule']

/** The tasks in which a script of that folder ran. */
export function tasksOf(trace, folder) {
  const isIn = ({ args }) => (args?.data?.url ?? args?.fileName ?? '').includes(folder)
  const scripts = trace.filter((event) => RUNS.includes(event.name) && isIn(event))
  return mainTasks(trace).filter((task) =>
    scripts.some((script) => threadOf(script) === threadOf(task) && script.ts >= task.ts && script.ts <= task.ts + task.dur),
  )
}

/** In milliseconds. */
export const total = (tasks) => tasks.reduce((sum, { tdur }) => sum + tdur, 0) / 1000
export const longest = (tasks) => tasks.reduce((most, { tdur }) => Math.max(most, tdur), 0) / 1000
