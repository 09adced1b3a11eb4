// What the benchmark decides about: campaigns of five predicates, one visitor, and what the visitor does.
// All of it comes from one seed, so that every run and every rival sees the same.

/** The time of the first event, in milliseconds since 1970. */
export const BEGIN = 1795341600000

/** Numbers from 0 up to 1, the same for the same seed (a xorshift generator). */
function createRandom(seed) {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** What is drawn with that randomness. */
function createDice(seed) {
  const random = createRandom(seed)
  const below = (end) => Math.floor(random() * end)
  const one = (list) => list[below(list.length)]
  const some = (list, count) => {
    const rest = [...list]
    return Array.from({ length: count }, () => rest.splice(below(rest.length), 1)[0])
  }
  return { chance: (of) => random() < of, below, one, some, within: (from, to) => from + below(to - from + 1) }
}

const COUNTRIES = 'ES MX AR CO CL PE US CA GB IE FR DE IT PT NL BE SE NO DK FI PL AT CH JP BR'.split(' ')
const LANGUAGES = 'es en fr de it pt nl sv da pl ja'.split(' ')
const CATEGORIES = 'shoes coats hats bags socks shirts skirts belts scarves gloves rings jeans'.split(' ')
const CHANNELS = ['Organic Search', 'Paid Search', 'Organic Social', 'Email', 'Direct', 'Referral', 'Affiliates']
const BROWSERS = 'Chrome Safari Firefox Edge Samsung Opera'.split(' ')
const DEVICES = ['tablet', 'desktop', 'mobile']
const PLANS = 'free basic plus pro trade'.split(' ')

/** The visitor; what they do changes `cart` and `page`. */
const VISITOR = {
  country: 'ES',
  language: 'es',
  device: 'mobile',
  browser: 'Chrome',
  channel: 'Organic Search',
  local_hour: 18,
  visit: { number: 4 },
  orders: { count: 2, value: 148.5 },
  customer: { plan: 'plus', points: 1250 },
  interests: ['shoes', 'coats', 'hats'],
}

/** One predicate on each, as GrowthBook's language writes it. Most are such that about three in four visitors fit. */
const PREDICATES = {
  country: (dice) => (dice.chance(0.6) ? { $in: dice.some(COUNTRIES, dice.within(8, 18)) } : { $ne: dice.one(COUNTRIES) }),
  language: (dice) => ({ $in: dice.some(LANGUAGES, dice.within(4, 8)) }),
  device: (dice) => (dice.chance(0.5) ? { $ne: dice.one(DEVICES) } : { $in: dice.some(DEVICES, 2) }),
  browser: (dice) => ({ $nin: dice.some(BROWSERS, dice.within(1, 3)) }),
  channel: (dice) => ({ $in: dice.some(CHANNELS, dice.within(3, 6)) }),
  local_hour: (dice) => ({ $gte: dice.within(6, 20) }),
  'visit.number': (dice) => ({ $gte: dice.within(1, 6) }),
  'orders.count': (dice) => ({ $lt: dice.within(1, 8) }),
  'orders.value': (dice) => ({ $lt: dice.within(20, 400) }),
  'customer.plan': (dice) => ({ $in: dice.some(PLANS, 3) }),
  'customer.points': (dice) => ({ $gt: dice.within(0, 2000) }),
  interests: (dice) => ({ $in: dice.some(CATEGORIES, dice.within(2, 6)) }),
  'cart.value': (dice) => (dice.chance(0.5) ? { $gte: dice.within(1, 160) } : { $lt: dice.within(40, 400) }),
  'cart.quantity': (dice) => (dice.chance(0.5) ? { $gte: dice.within(1, 4) } : { $lt: dice.within(2, 12) }),
}

/** Paths of the shop are `/shoes/…`, `/es/coats/…`; a pattern names some of its departments. */
const pattern = (dice) => `^/(?:[a-z]{2}/)?(${dice.some(CATEGORIES, dice.within(4, 9)).join('|')})/`

function drawCondition(dice) {
  // Half of the campaigns ask about the cart, as those of shops do.
  const always = dice.chance(0.5) ? [dice.one(['cart.value', 'cart.quantity'])] : []
  const others = dice.some(Object.keys(PREDICATES).filter((name) => !always.includes(name)), 4 - always.length)
  const names = dice.some(['page.path', ...always, ...others], 5)
  const predicate = (name) => (name === 'page.path' ? { $regex: pattern(dice) } : PREDICATES[name](dice))
  return Object.fromEntries(names.map((name) => [name, predicate(name)]))
}

/**
 * So many conditions. The draw is repeated until every fifth holds at the first of `moments` (the visitor's
 * attributes) and the others do not; `holds(condition, attributes)` says so.
 */
export function createConditions(count, moments, holds) {
  const dice = createDice(20261122)
  return Array.from({ length: count }, (_, index) => {
    for (;;) {
      const condition = drawCondition(dice)
      if (holds(condition, moments[index % moments.length]) === (index % 5 === 0)) return condition
    }
  })
}

/** How many different predicates there are: a store's campaigns often ask the same. */
export const countPredicates = (conditions) =>
  new Set(conditions.flatMap((condition) => Object.entries(condition).map((entry) => JSON.stringify(entry)))).size

/** The store file of these conditions; `trigger(index)` says when each campaign speaks. */
export function createStore(conditions, trigger = () => ({ on: 'manual' })) {
  const blocks = [{ heading: 'Hello' }, { text: '**Free delivery** today.' }, { button: 'Close', do: 'dismiss' }]
  const campaigns = conditions.map((audience, index) => ({
    id: `campaign-${index}`,
    format: 'banner',
    audience,
    trigger: trigger(index),
    content: { en: { blocks } },
  }))
  return { version: 1, store: { name: 'Maple & Main', locale: 'en-US' }, consent: { default: 'granted' }, campaigns }
}

/** The inputs that make the visitor known to an engine. */
export const arrival = () => [
  {
    type: 'start',
    seed: '0123456789abcdef0123456789abcdef',
    facts: { timezone: 'Europe/Madrid', languages: ['es-ES'], visitor: VISITOR },
  },
  { type: 'page', facts: { url: 'https://shop.example/shoes/' } },
]

const ITEMS = CATEGORIES.map((category, index) => ({
  item_id: `sku-${index}`,
  item_category: category,
  price: 9.5 + 7 * index,
}))

/**
 * What the visitor does: a list of `{input, attributes}`, the input for an engine and the attributes that hold
 * after it. It can be repeated: its first event tells the whole cart.
 */
export function createEvents(count) {
  const dice = createDice(7)
  const state = { cart: new Map([[0, 1], [3, 2]]), path: '/shoes/' }
  return Array.from({ length: count }, (_, index) => {
    const input = index === 0 ? tellCart(state) : index % 10 === 9 ? turnPage(state, dice) : changeCart(state, dice)
    return { input, attributes: { ...VISITOR, cart: sum(state.cart), page: { path: state.path } } }
  })
}

const tellCart = ({ cart }) => ({
  type: 'event',
  name: 'view_cart',
  properties: { currency: 'EUR', items: [...cart].map(([index, quantity]) => ({ ...ITEMS[index], quantity })) },
})

function turnPage(state, dice) {
  const language = dice.chance(0.3) ? '/es' : ''
  state.path = `${language}/${dice.one(CATEGORIES)}/${dice.below(1000)}`
  return { type: 'page', facts: { url: `https://shop.example${state.path}?ref=list`, title: 'A product' } }
}

/** One piece comes or goes, but never the last one. */
function changeCart({ cart }, dice) {
  const there = [...cart.keys()]
  const goes = there.length > 1 && dice.chance(there.length > 4 ? 0.8 : 0.45)
  const index = goes ? dice.one(there) : dice.below(ITEMS.length)
  const left = (cart.get(index) ?? 0) + (goes ? -1 : 1)
  if (left > 0) cart.set(index, left)
  else cart.delete(index)
  const properties = { currency: 'EUR', items: [{ ...ITEMS[index], quantity: 1 }] }
  return { type: 'event', name: goes ? 'remove_from_cart' : 'add_to_cart', properties }
}

function sum(cart) {
  let [value, quantity] = [0, 0]
  for (const [index, pieces] of cart) {
    value += ITEMS[index].price * pieces
    quantity += pieces
  }
  return { value, quantity }
}
