// Every call of the package as TypeScript sees it, and what it must refuse.
import { createEngine, init, type Barrio, type Events, type Explanation, type Options, type StoreFile } from 'barrio'
import type { BarrioQueue } from 'barrio/loader'

const file: StoreFile = {
  $schema: './node_modules/barrio/dist/barrio.schema.json',
  version: 1,
  store: { name: 'A store', country: 'US', locale: 'en-US', currency: 'USD' },
  consent: { default: { preferences: 'granted', analytics: 'denied' }, sources: ['gpc', 'tcf'] },
  campaigns: [
    {
      id: 'hello',
      format: 'modal',
      trigger: { on: 'page_view', after: '5s' },
      audience: { 'visitor.country': { $ne: 'US' } },
      content: { en: { blocks: [{ heading: 'Hello' }, { button: 'Close', do: 'dismiss' }] } },
    },
  ],
  crm: [{ type: 'segment', url: '/collect' }],
}

const all: Required<Options> = {
  config: file,
  country: 'ES',
  user: { id: 7, plan: 'gold' },
  consent: { preferences: true, analytics: false, marketing: true },
  storage: 'memory',
  nonce: 'abc',
  debug: true,
  allowWebdriver: true,
  sources: new URL('https://shop.example/sources.json'),
}

export async function everyCall(): Promise<void> {
  const barrio: Barrio = await init(all)
  await init({ config: '/barrio.json', user: 'ana', sources: '/sources.json' })
  await init({ config: new URL('https://shop.example/barrio.json'), user: 7 })
  barrio.track('add_to_cart', { value: 40, currency: 'USD', items: [{ item_id: 'P1' }] })
  barrio.track('my_own')
  barrio.page()
  barrio.page({ type: 'product' })
  barrio.identify('ana', { email: 'ana@example.com' })
  barrio.identify(7)
  barrio.identify(null, { email: 'ana@example.com' })
  barrio.identify({ email: 'ana@example.com' })
  barrio.reset()
  barrio.consent({ marketing: true })
  barrio.show('hello')
  barrio.dismiss()
  barrio.dismiss('hello')
  barrio.chat()
  const told: Explanation = await barrio.explain()
  const reason: string | undefined = (await barrio.explain('hello')).campaigns[0]?.reason
  const off: () => void = barrio.on('shown', ({ campaign }) => campaign.toUpperCase())
  off()
  const kept: Record<string, unknown> = barrio.export()
  barrio.forget()
  barrio.forget({ tell: true })
  barrio.destroy()
  console.log(told.budget?.day[0], reason, kept)
}

export function everyEvent(barrio: Barrio): void {
  const hear: { [Name in keyof Events]: (detail: Events[Name]) => void } = {
    shown: ({ campaign }) => campaign.length,
    dismissed: ({ campaign }) => campaign.length,
    clicked: ({ campaign, action }) => campaign + action,
    answered: ({ answers, complete, variant }) => [answers.score, complete && variant],
    opt_in: ({ campaign, fields }) => [campaign, fields.email],
    opt_out: ({ purpose, method }) => [purpose, method],
    preferences: ({ fields }) => fields,
    generate_lead: ({ fields }) => fields,
    export: (records) => records['visit'],
    chat: ({ agent, locale }) => agent + locale,
    program_step: ({ program, entry, status, steps }) => [program, entry, status === 'entered' && steps?.[0]?.at],
    sent: ({ crm, messages }) => crm + messages,
    error: ({ message, path, crm, status, dropped, selector }) => [message, path, crm, status, dropped, selector],
  }
  for (const name of Object.keys(hear) as (keyof Events)[]) barrio.on(name, () => {})
  window.addEventListener('barrio:opt_in', ({ detail }) => detail.fields)
  window.addEventListener('barrio:error', ({ detail }) => detail.message.length)
}

export async function theEngine(first: Uint8Array<ArrayBuffer>, rest: ArrayBuffer, why: WebAssembly.Module): Promise<number> {
  const engine = await createEngine(file, first, rest, why)
  const effects = engine.step(new Date(), { type: 'start', facts: {} })
  engine.issues().map(({ path, message }) => path + message)
  engine.explain(Date.now(), 'hello').campaigns.map(({ verdict }) => verdict === 'stopped')
  engine.bucket('hash', ['seed', 'value', 2])
  engine.free()
  return effects.length + engine.reach()
}

export function theQueue(): void {
  const queue: BarrioQueue | undefined = window.barrio
  window.barrio?.('track', 'add_to_cart', { value: 40 })
  queue?.('identify', 'ana', { plan: 'gold' })
  queue?.('identify', { plan: 'gold' })
  queue?.('consent', { analytics: true })
  const off: (() => void) | undefined = queue?.('on', 'shown', ({ campaign }) => campaign.length)
  off?.()
  queue?.('explain')?.then(({ campaigns }) => campaigns.length)
  queue?.q?.push(['track', 'my_own'])
  barrio?.('destroy')
}

export async function refused(barrio: Barrio): Promise<void> {
  // @ts-expect-error without a store file there is nothing to say
  await init({})
  // @ts-expect-error there are two storages
  await init({ config: '/barrio.json', storage: 'session' })
  // @ts-expect-error an option that is not there
  await init({ config: '/barrio.json', autoplay: true })
  // @ts-expect-error a country is a text
  await init({ config: '/barrio.json', country: 34 })
  // @ts-expect-error purposes are yes or no
  await init({ config: '/barrio.json', consent: { marketing: 'granted' } })
  // @ts-expect-error a purpose that is not there
  barrio.consent({ sales: true })
  // @ts-expect-error an event has a name
  barrio.track()
  // @ts-expect-error and it is a text
  barrio.track(7)
  // @ts-expect-error which campaign?
  barrio.show()
  // @ts-expect-error an event that the widget does not tell
  barrio.on('opened', () => {})
  // @ts-expect-error what was shown has no address
  barrio.on('shown', ({ url }) => url)
  // @ts-expect-error it is a promise
  barrio.explain().campaigns
  // @ts-expect-error there is no such call
  barrio.open()
  // @ts-expect-error nor as a command
  window.barrio?.('open')
  // @ts-expect-error a command takes what the call takes
  window.barrio?.('show', 7)
  // @ts-expect-error a verdict that is not there
  if ((await barrio.explain()).campaigns[0]?.verdict === 'maybe') return
}

export const wrongFiles: StoreFile[] = [
  // @ts-expect-error the only version is 1
  { version: 2 },
  // @ts-expect-error a key that is not there
  { version: 1, campaign: [] },
  // @ts-expect-error a format that is not there
  { version: 1, campaigns: [{ id: 'a', format: 'popup', content: {} }] },
  // @ts-expect-error a campaign has an id
  { version: 1, campaigns: [{ format: 'modal', content: {} }] },
  // @ts-expect-error a block that is not there
  { version: 1, campaigns: [{ id: 'a', format: 'modal', content: { en: { blocks: [{ html: '<b>' }] } } }] },
  // @ts-expect-error a consent is granted or denied
  { version: 1, consent: { default: 'yes' } },
]
