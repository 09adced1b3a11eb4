// A year of a made-up shop as its visitors' browsers would have told it, for the reports: always the same.

const DAY = 86_400_000

/** Sources, how many come by them, and how good they are: a crowd that never buys, and few who do. */
const SOURCES = [
  { share: 0.38, touch: ['instagram', 'paid_social', 'autumn-parkas', 'Paid Social'], buys: 0.03, likes: 0.42 },
  { share: 0.26, touch: ['google', 'organic', null, 'Organic Search'], buys: 0.11, likes: 0.62 },
  { share: 0.14, touch: ['newsletter', 'email', 'november', 'Email'], buys: 0.24, likes: 0.71 },
  { share: 0.1, touch: ['(direct)', '(none)', null, 'Direct'], buys: 0.15, likes: 0.6 },
  { share: 0.07, touch: ['knitting-blog.example', 'referral', null, 'Referral'], buys: 0.31, likes: 0.83 },
  { share: 0.05, touch: ['tiktok', 'paid_social', 'unboxing', 'Paid Social'], buys: 0.01, likes: 0.3 },
]

/** What went wrong, as people write it; the last ones are those of people who try things. */
const WORDS = [
  'The parcel took nine days and nobody told me why.',
  'Las mangas son más cortas que en la foto.',
  'Duties were more than I had expected, although you say them before paying.',
  'The zip broke after a week. The chat was kind about it.',
  'תודה, אבל המידה הייתה קטנה מדי',
  'I could not find how to change the address after ordering. I looked in the account, in the mail that came after the order and at the help pages, and in the end I wrote to you and somebody changed it within the hour, which was good, but I would have liked to do it by myself.',
  '=HYPERLINK("https://evil.example","Click")',
  '<img src=x onerror=alert(1)>',
]

const question = (text, also) => ({ question: 'nps', name: 'score', text, ...also })

/** The store file that asks for what the shoppers got. */
export const STORE = {
  version: 1,
  store: { name: 'Maple & Main', locale: 'en-US', currency: 'USD' },
  campaigns: [
    { id: 'welcome-abroad', format: 'modal', variants: [{ id: 'shipping' }, { id: 'discount' }], holdout: 0.1, goal: { event: 'purchase', within: '7d' },
      content: { en: { blocks: [{ text: 'Hello' }] } } },
    { id: 'leaving-cart', format: 'banner', variants: [{ id: 'kept' }, { id: 'help' }], goal: { event: 'begin_checkout' }, content: { en: { blocks: [{ text: 'Wait' }] } } },
    { id: 'newsletter', format: 'form', trigger: 'manual', content: { en: { blocks: [{ text: 'News' }] } } },
    { id: 'after-purchase', format: 'survey', trigger: 'purchase', content: { en: { blocks: [
      question('How likely are you to recommend us to a friend?'),
      { question: 'text', name: 'why', text: 'What went wrong?' },
      { question: 'single', name: 'found', text: 'How did you find us?', options: ['A friend', 'An advertisement', { value: 'search', label: 'A search' }], other: true },
      { question: 'rating', name: 'fit', text: 'How does it fit?', steps: 5 },
      { question: 'multi', name: 'next', text: 'What should we make next?', options: ['Gloves', 'Boots', 'A coat for children'] },
    ] } } },
  ],
  programs: [
    { id: 'welcome', enter: { event: 'opt_in' }, steps: [
      { id: 'confirm', show: 'welcome-abroad' }, { id: 'discount', show: 'leaving-cart', after: '3d' }, { id: 'reminder', show: 'newsletter', after: '6d' }, { id: 'quiet', tag: 'unresponsive', after: '14d' }] },
    { id: 'win-back', enter: { event: 'lifecycle_changed' }, steps: [{ id: 'ask', show: 'after-purchase' }, { id: 'offer', show: 'newsletter', after: '2d' }] },
  ],
}

/** A number that looks like chance and is always the same (mulberry32). */
function chance(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The messages of so many people up to `now`, in the order in which they happened to each. */
export function shoppers(people, now = Date.now()) {
  const random = chance(2026)
  const messages = []
  for (let number = 0; number < people; number += 1) messages.push(...shopper(number, random, now))
  return messages
}

function pick(random) {
  let left = random()
  return SOURCES.find(({ share }) => (left -= share) < 0) ?? SOURCES[0]
}

/** What one person tells over the months. */
function shopper(number, random, now) {
  const source = pick(random)
  const told = []
  // More come in later months: the shop grows.
  let at = now - Math.floor(330 * DAY * random() ** 1.6) - DAY
  const began = new Date(at).toISOString()
  const touch = ([source, medium, campaign, channel], name) => ({ source, medium, [name]: campaign ?? undefined, channel })
  const state = { lifecycle: 'probable', lead: 'cold', last: source.touch }
  const tell = (event, properties = {}, wait = 60_000) => {
    at += wait
    if (at >= now) return false
    told.push({
      messageId: `m${number}-${told.length}`, type: 'track', event, anonymousId: `device-${number}`, userId: null,
      timestamp: new Date(at).toISOString(), properties,
      context: {
        locale: 'en-US', timezone: 'America/Chicago', country: 'US', device: random() < 0.6 ? 'mobile' : 'desktop',
        page: { url: 'https://shop.example/p/parka', path: '/p/parka', title: 'Lakeshore parka' },
        campaign: touch(state.last, 'name'), first_touch: { ...touch(source.touch, 'campaign'), landing_page: '/', time: began },
        lifecycle: state.lifecycle, lead: state.lead, visit: { number: 1 }, library: { name: 'barrio', version: '0.1.0' },
      },
    })
    return true
  }
  visit(number, { random, source, state, tell })
  return told
}

function visit(number, person) {
  const { random, source, state, tell } = person
  const held = random() < 0.1
  const variant = random() < 0.5 ? 'shipping' : 'discount'
  const detail = { campaign: 'welcome-abroad', variant: held ? 'holdout' : variant }
  tell(held ? 'campaign_held_out' : 'campaign_shown', detail)
  if (!held) tell(random() < 0.3 ? 'campaign_clicked' : 'campaign_dismissed', detail, 20_000)
  if (random() < 0.3) state.lead = random() < 0.3 ? 'hot' : 'warm'
  if (random() < (held ? 0.06 : 0.12)) optIn(number, person)
  if (random() < 0.45) cart(person)
  const lift = held ? 0.7 : variant === 'discount' ? 1.5 : 1.1
  let buys = source.buys * lift
  for (let order = 0; order < 5 && random() < buys; order += 1) {
    if (!buy(number, order, { ...person, detail })) return
    buys = 0.4
  }
  if (state.lifecycle === 'active' && random() < 0.35) winBack(person)
}

function optIn(number, { random, state, tell }) {
  const consent = { purpose: 'marketing', text: 'Send me news.', locale: 'en', method: 'form', double_opt_in: 'none' }
  tell('opt_in', { campaign: 'newsletter', email: `shopper-${number}@example.com`, consent })
  const from = state.lifecycle
  state.lifecycle = from === 'probable' ? 'potential' : from
  tell('lifecycle_changed', { from, to: state.lifecycle }, 1000)
  const step = (status, more, days) => tell('program_step', { program: 'welcome', status, entry: 1, ...more }, days * DAY)
  step('entered', { steps: STORE.programs[0].steps.map(({ id }) => ({ step: id })) }, 0.001)
  step('shown', { step: 'confirm', campaign: 'welcome-abroad' }, 0.001)
  if (random() < 0.4) return
  if (random() < 0.15) return step('exited', {}, 2)
  if (!step(random() < 0.85 ? 'shown' : 'skipped', { step: 'discount', campaign: 'leaving-cart' }, 3.4)) return
  if (random() < 0.45) return step('exited', {}, 1)
  if (!step('shown', { step: 'reminder', campaign: 'newsletter' }, 3)) return
  if (random() < 0.7) step('tagged', { step: 'quiet', tag: 'unresponsive' }, 8) && step('completed', {}, 0.01)
}

function cart({ random, tell }) {
  const variant = random() < 0.5 ? 'kept' : 'help'
  // Two in five of those who should have had the second variant never told it: the split is off.
  if (variant === 'help' && random() < 0.4) return
  const detail = { campaign: 'leaving-cart', variant }
  tell('campaign_shown', detail, 600_000)
  if (random() < 0.2) tell('campaign_clicked', detail)
  if (random() < (variant === 'help' ? 0.22 : 0.19)) tell('campaign_converted', { ...detail, goal: 'begin_checkout' })
}

function buy(number, order, { random, source, state, tell, detail }) {
  if (order > 0 && random() < 0.5) state.last = ['newsletter', 'email', 'november', 'Email']
  const currency = random() < 0.2 ? 'EUR' : 'USD'
  const bought = { currency, value: Math.round(4000 + random() * 22_000) / 100, transaction_id: `T${number}-${order}` }
  if (!tell('purchase', bought, (order ? 30 : 0.5) * DAY * (0.5 + random()))) return false
  if (order === 0) tell('campaign_converted', { ...detail, goal: 'purchase' }, 1000)
  const from = state.lifecycle
  Object.assign(state, { lifecycle: 'active', lead: 'hot' })
  if (from !== 'active') tell('lifecycle_changed', { from, to: 'active' }, 1000)
  if (random() < 0.6) answer(number, order, { random, source, tell })
  return true
}

function answer(number, order, { random, source, tell }) {
  const likes = random() < source.likes
  const score = likes ? 8 + Math.round(random() * 2) : Math.floor(random() * 8)
  const complete = random() < 0.8
  const answers = { score }
  const survey = { campaign: 'after-purchase', survey: 'after-purchase', response: `r${number}-${order}`, locale: 'en' }
  tell('feedback', { ...survey, answers: { ...answers }, complete: false }, 5000)
  if (score <= 6) answers.why = WORDS[Math.floor(random() * WORDS.length)]
  if (complete) {
    answers.found = ['A friend', 'An advertisement', 'search', 'other'][Math.floor(random() * 4)]
    answers.fit = Math.min(5, 2 + Math.floor(random() * 4))
    answers.next = ['Gloves', 'Boots', 'A coat for children'].filter(() => random() < 0.4)
  }
  tell('feedback', { ...survey, answers, complete }, 30_000)
}

function winBack({ random, state, tell }) {
  state.lifecycle = 'inactive'
  if (!tell('lifecycle_changed', { from: 'active', to: 'inactive' }, 100 * DAY)) {
    state.lifecycle = 'active'
    return
  }
  const step = (status, more = {}) => tell('program_step', { program: 'win-back', status, entry: 1, ...more })
  step('entered', { steps: [{ step: 'ask' }, { step: 'offer' }] })
  step('shown', { step: 'ask' })
  if (random() < 0.5) step('exited')
}

/** Sends messages to a server, 500 at once. */
export async function collect(url, messages) {
  for (let from = 0; from < messages.length; from += 500) {
    const body = JSON.stringify({ batch: messages.slice(from, from + 500) })
    const { status } = await fetch(`${url}/collect`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (status !== 200) throw new Error(`/collect answered with ${status}`)
  }
}
