// The people of the walk-throughs, who visit a small shop with a browser of their own.
import { newVisitor, PATIENCE } from '../browser/visitor.mjs'
import { messageAppears } from '../browser/page.mjs'

const HOMES = {
  Madrid: { timezoneId: 'Europe/Madrid' },
  Chicago: { timezoneId: 'America/Chicago' },
}
const LANGUAGES = { Spanish: 'es-ES', English: 'en-US', español: 'es-ES', inglés: 'en-US' }
const DAY = 86_400_000

/** A sentence of a walk-through, in English or Spanish, and what it makes the visitor do. */
const SENTENCES = [
  [/^be (\w+) from (\w+), who reads (\w+)$/, be],
  [/^sé (\w+), de (\w+), que lee (\S+)$/, be],
  [/^(?:come back after|vuelve después de) (\d+) (?:days|días)$/, comeBack],
  [/^(?:open|abre) (\S+)$/, async (visit, path) => void (await visit.page.goto(path))],
  [/^(?:see nothing|no se ve nada)$/, seeNothing],
  [/^(?:see|se ve) "(.+)"$/, see],
  [/^(?:press|pulsa) "(.+)"$/, (visit, name) => visit.page.getByRole('button', { name }).first().click()],
  [/^(?:follow|sigue) "(.+)"$/, (visit, name) => visit.page.getByRole('link', { name }).first().click()],
  [/^(?:write|escribe) "(.+)" (?:into|en) "(.+)"$/, (visit, text, name) => visit.page.getByLabel(name).first().fill(text)],
  [/^(?:tick|marca) "(.+)"$/, (visit, name) => visit.page.getByRole('checkbox', { name }).first().check()],
]

/** The visits of one walk-through to the shop at `url`. */
export class Visits {
  constructor(browser, url) {
    Object.assign(this, { browser, url, now: Date.now() })
  }

  /** Does what each line of a sample says. */
  async perform(text) {
    for (const line of text.split('\n').filter(Boolean)) await this.sentence(line)
  }

  async sentence(line) {
    for (const [pattern, act] of SENTENCES) {
      const found = line.match(pattern)
      if (found) return act(this, ...found.slice(1))
    }
    throw new Error(`Nobody knows how to do this: ${line}`)
  }

  async enter(options) {
    this.visitor = await newVisitor(this.browser, this.url, options)
    this.options = options
    this.page = this.visitor.page
  }

  /** Ends the visit; what its pages complained of is a failure of the walk-through. */
  async leave() {
    const device = await this.visitor?.leave()
    const problems = this.visitor?.problems ?? []
    this.visitor = undefined
    if (problems.length) throw new Error(`The pages complain: ${problems.join('\n')}`)
    return device
  }
}

async function be(visit, name, home, language) {
  await visit.leave()
  if (!HOMES[home] || !LANGUAGES[language]) throw new Error(`Nobody knows where ${home} is, or what ${language} is.`)
  await visit.enter({ ...HOMES[home], locale: LANGUAGES[language] })
}

/** The same person, with what their device kept, some days later by its clock. */
async function comeBack(visit, days) {
  // What is kept is kept with the page that is left.
  await visit.page.goto('about:blank')
  const options = visit.options
  const storageState = await visit.leave()
  visit.now += Number(days) * DAY
  await visit.enter({ ...options, storageState, now: new Date(visit.now) })
}

async function see(visit, text) {
  const { page } = visit
  const words = page.getByText(text).first()
  const end = Date.now() + PATIENCE
  // What was just sent is on its way: a person loads the page of the CRM again.
  while (new URL(page.url()).pathname.startsWith('/crm') && Date.now() < end && !(await words.isVisible())) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  await words.waitFor({ state: 'visible', timeout: PATIENCE })
}

async function seeNothing(visit) {
  if (await messageAppears(visit.page, { within: 4000 })) throw new Error('A message is to be seen.')
}
