// The program *welcome* in the shop: eight visits over twenty days, for who answers, who does not, who buys, who withdraws.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openShop, waitForMessage } from './harness.mjs'
import { buy, comes, courseOf, heardOf, messageOf, press, programOf, somebody } from './people.mjs'
import { call, SPAIN, subscribe } from './steps.mjs'

const shop = await openShop()

const ARRIVAL = '/?utm_source=instagram&utm_medium=paid_social&utm_campaign=otono'
const DAYS = [0, 2, 3, 5, 8, 12, 15, 20]

const LANGUAGES = {
  es: {
    who: { ...SPAIN },
    hello: '¡Hola! Enviamos a España',
    code: 'Recibir el código por correo',
    back: 'Volver a la tienda',
    confirm: 'Te damos la bienvenida a Maple & Main',
    see: 'Ver el punto',
    thanks: 'Gracias',
    again: /Qué bien verte otra vez/,
    survey: /^10\s%\s*de descuento por dos respuestas$/,
    interest: 'Punto',
    next: 'Siguiente',
    whom: 'Para mí',
    send: 'Enviar',
    earned: 'Gracias. Esto es para ti:',
    close: 'Cerrar',
    reminder: /^Tu 10\s%\s*sigue aquí$/,
    refuse: 'No, gracias',
    leave: 'Darme de baja de todo',
    satisfied: '¿Ha llegado tu paquete?',
  },
  en: {
    who: { locale: 'en-GB', timezoneId: 'Europe/London' },
    hello: 'Hello! We ship to United Kingdom',
    code: 'Get the code by email',
    back: 'Back to the shop',
    confirm: 'Welcome to Maple & Main',
    see: 'See the knitwear',
    thanks: 'Thank you',
    again: /Good to see you again/,
    survey: /^10% off, for two answers$/,
    interest: 'Knitwear',
    next: 'Next',
    whom: 'For myself',
    send: 'Send',
    earned: 'Thank you. This is for you:',
    close: 'Close',
    reminder: /^Your 10% is still here$/,
    refuse: 'No, thank you',
    leave: 'Unsubscribe from everything',
    satisfied: 'Has your parcel arrived?',
  },
}

const heading = (message, name) => message.getByRole('heading', { name }).waitFor()

/** The first visit: welcomed, subscribed, and on the next page presented to the store. */
const arrives = (words, email, { react }) => ({
  path: ARRIVAL,
  shown: ['welcome-abroad', 'newsletter', 'welcome-confirm'],
  async act(page) {
    await call(page, 'consent', { analytics: true })
    const welcome = await comes(page, 'welcome-abroad')
    await heading(welcome, words.hello)
    await press(welcome, words.code)
    await messageOf(page, 'newsletter').waitFor()
    await subscribe(page, email)
    await press(await waitForMessage(page), words.back)
    assert.deepEqual((await programOf(page, 'welcome')).state, 'active')
    await page.goto('/c/outerwear.html')
    const confirm = await comes(page, 'welcome-confirm', 62_000)
    await heading(confirm, words.confirm)
    await (react ? confirm.getByText(words.see) : confirm.getByRole('button', { name: words.thanks, exact: true })).click()
  },
})

/** The second: good to see you, and nothing of the program. */
const comesBack = (words, more = async () => {}) => ({
  shown: ['welcome-back'],
  async act(page) {
    const banner = await comes(page, 'welcome-back')
    assert.match(await banner.innerText(), words.again)
    await more(page)
  },
})

/** A code for two answers. */
const asked = (words, answer) => ({
  shown: ['welcome-survey'],
  async act(page) {
    const survey = await comes(page, 'welcome-survey')
    await heading(survey, words.survey)
    assert.equal(await survey.getByText('MAPLE10').count(), 0, 'the code is for who answers')
    if (!answer) return press(survey, words.close)
    await survey.getByRole('checkbox', { name: words.interest }).check()
    await press(survey, words.next)
    await survey.getByRole('radio', { name: words.whom }).check()
    await press(survey, words.send)
    await heading(survey, words.earned)
    assert.equal(await survey.locator('code').innerText(), 'MAPLE10')
    await press(survey, words.back)
  },
})

const reminded = (words) => ({
  shown: ['welcome-reminder'],
  async act(page) {
    const reminder = await comes(page, 'welcome-reminder')
    await heading(reminder, words.reminder)
    await press(reminder, words.refuse)
  },
})

const quiet = { shown: [] }

/** Takes the consent back by the shop's footer, before the reminder of that day has had its moment. */
const withdraws = (words) => ({
  shown: ['preferences'],
  path: '/account.html',
  async act(page) {
    await page.getByRole('button', { name: 'What we send you' }).click()
    const preferences = messageOf(page, 'preferences')
    await press(preferences, words.leave)
    await preferences.locator('.button', { hasText: words.close }).click()
  },
})

/** Each person: what the eight visits are, what the CRM hears of the program, and how it stands at the end. */
const PEOPLE = {
  'who answers': (words, email) => ({
    visits: [arrives(words, email, { react: true }), comesBack(words), asked(words, true), quiet, quiet, quiet, quiet, quiet],
    course: ['entered', 'shown confirm', 'shown survey', 'expired reminder'],
    state: 'active',
    async check(page, events) {
      const answers = events.filter(({ event }) => event === 'feedback').at(-1).properties
      assert.deepEqual([answers.survey, answers.complete], ['welcome-survey', true])
      assert.deepEqual(answers.answers, { interests: ['knitwear'], whom: 'myself' })
      const { visitor } = await call(page, 'explain')
      assert.deepEqual([visitor.preferences.interests, visitor.tags ?? []], [['knitwear'], []])
    },
  }),
  'who does not answer': (words, email) => ({
    visits: [arrives(words, email, {}), comesBack(words), asked(words, false), reminded(words), quiet, quiet, quiet, quiet],
    course: ['entered', 'shown confirm', 'shown survey', 'shown reminder', 'tagged sunset', 'completed'],
    state: 'completed',
    async check(page, events) {
      assert.deepEqual((await call(page, 'explain')).visitor.tags, ['unresponsive'])
      const { properties, timestamp } = events.find(({ properties }) => properties?.status === 'tagged')
      assert.equal(properties.tag, 'unresponsive')
      assert.match(timestamp, /^2026-12-07/, 'on the fifteenth day')
    },
  }),
  'who buys on day 2': (words, email) => ({
    visits: [
      arrives(words, email, {}),
      comesBack(words, (page) => buy(page, words.who.locale.slice(-2))),
      quiet, quiet, quiet,
      {
        shown: ['after-purchase'],
        act: async (page) => heading(await comes(page, 'after-purchase'), words.satisfied),
      },
      quiet, quiet,
    ],
    course: ['entered', 'shown confirm', 'exited'],
    state: 'exited',
    async check(page, events) {
      assert.equal(events.filter(({ event }) => event === 'purchase').length, 1)
      assert.equal((await call(page, 'explain')).visitor.lifecycle, 'active')
      assert.deepEqual(courseOf(events, 'after-purchase'), ['entered', 'shown satisfaction', 'completed'])
    },
  }),
  'who withdraws on day 5': (words, email) => ({
    visits: [arrives(words, email, {}), comesBack(words), asked(words, false), withdraws(words), quiet, quiet, quiet, quiet],
    course: ['entered', 'shown confirm', 'shown survey', 'exited'],
    state: 'exited',
    async check(page, events) {
      assert.equal(events.filter(({ event }) => event === 'opt_out').length, 1)
      assert.deepEqual((await call(page, 'explain')).visitor.tags ?? [], [])
      const [contact] = (await shop.crm(`contacts?q=${email}`)).contacts
      assert.equal(contact.subscriptions.at(-1).state, 'withdrawn', JSON.stringify(contact.subscriptions))
    },
  }),
}

describe('welcome, over twenty days', { concurrency: 3 }, () => {
  for (const [language, words] of Object.entries(LANGUAGES)) {
    for (const [name, make] of Object.entries(PEOPLE)) {
      test(`in ${language}, for ${name}`, async () => {
        const email = `${name.replaceAll(' ', '-')}.${language}@example.com`
        const { visits, course, state, check } = make(words, email)
        const person = somebody(shop, words.who, { asked: ['newsletter', 'preferences'] })
        for (const [number, visit] of visits.entries()) {
          const last = number === visits.length - 1
          const act = last ? async (page) => {
            assert.equal((await programOf(page, 'welcome')).state, state)
            await check(page, await heardOf(shop, email))
          } : visit.act
          await person.visit(DAYS[number], { ...visit, act })
        }
        const events = await heardOf(shop, email)
        assert.deepEqual(courseOf(events, 'welcome'), course)
        const plan = events.find(({ event, properties }) => event === 'program_step' && properties.program === 'welcome').properties.steps
        assert.deepEqual(plan.map(({ step, at }) => `${step} ${at.slice(0, 10)}`), ['confirm 2026-11-22', 'survey 2026-11-25', 'reminder 2026-11-27', 'sunset 2026-12-06'])
      })
    }
  }
})
