// The answers that the documentation shows: their keys are those that the real server answers with.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startServer } from '../browser/server.mjs'
import { parse } from './jsonc.mjs'
import { samples } from './samples.mjs'

const shown = (await samples()).filter(({ lang }) => lang === 'jsonc')
const server = await startServer()
after(() => server.stop())

const CONSENT = { purpose: 'marketing', text: 'Yes', text_hash: 'x', locale: 'es', method: 'form', double_opt_in: 'pending', signals: { gpc: false } }
const TOUCH = { source: 'instagram', medium: 'paid_social', campaign: 'autumn', channel: 'Paid Social', landing_page: '/', referrer: 'https://a.example/', time: '2026-11-18T08:00:00.000Z' }
const MESSAGE = { type: 'track', anonymousId: 'd1', timestamp: new Date().toISOString(), context: { first_touch: TOUCH, last_touch: TOUCH } }

test('every answer is one of those that the server gives', async () => {
  await send({ ...MESSAGE, messageId: 'm1', event: 'opt_in', properties: { email: 'ana@example.com', consent: CONSENT } })
  await send({ ...MESSAGE, messageId: 'm2', event: 'feedback', properties: { survey: 'welcome', response: 'r', complete: true, answers: { score: 9 } } })
  const { contacts: [{ id }] } = await server.crm('contacts')
  const { events: [event] } = await server.crm('events?event=opt_in')
  const real = { contact: await server.crm(`contacts/${id}`), event }
  assert.ok(shown.length >= 2)
  for (const { at, mark, text } of shown) {
    assert.ok(real[mark], `${at}: the marker says which answer it is: ${Object.keys(real).join(' or ')}`)
    compare(parse(text), real[mark], at)
  }
})

/** Objects have the same keys, down to those that are shown empty; lists are compared by their first items. */
function compare(page, server, at) {
  if (Array.isArray(page)) return page.length && page[0] instanceof Object ? compare(page[0], server[0], `${at}[0]`) : undefined
  if (!(page instanceof Object) || !Object.keys(page).length) return
  assert.deepEqual(Object.keys(page).sort(), Object.keys(server).sort(), at)
  for (const key of Object.keys(page)) if (server[key] instanceof Object) compare(page[key], server[key], `${at} ${key}`)
}

async function send(message) {
  const answer = await fetch(`${server.url}/collect`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) })
  assert.equal(answer.status, 200, await answer.text())
}
