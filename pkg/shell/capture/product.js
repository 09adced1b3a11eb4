// The product of a page, and the page's kind, from schema.org data.

/** The kinds of page that schema.org names, and what they are called in conditions. */
const PAGES = {
  ItemPage: 'product',
  CollectionPage: 'category',
  SearchResultsPage: 'search',
  CheckoutPage: 'checkout',
  ContactPage: 'contact',
  AboutPage: 'about',
  FAQPage: 'faq',
}

/** The facts of a product, and the keys they stand under. What identifies it comes in many ways, the usual first. */
const OF_PRODUCT = {
  sku: ['sku', 'mpn', 'productID', 'productGroupID', 'gtin13'],
  name: ['name'],
  brand: ['brand'],
  category: ['category'],
  url: ['url'],
}
/** The same of an offer. An amount comes first. */
const OF_OFFER = { price: ['price', 'lowPrice'], currency: ['priceCurrency'] }

/**
 * The product that the page is about: the only one of its name among the nodes, or the first where the page says in
 * another way that it is about one (`sure`). A list of products is about none.
 */
export function findProduct(nodes, sure) {
  const products = nodes.filter((node) => isA(node, 'Product') || isA(node, 'ProductGroup'))
  const [first] = products
  // Review apps describe the same product once more.
  const one = sure || products.every((product) => words(product.name) === words(first.name))
  return first && one ? productFacts(first) : undefined
}

/** The kind of page that the nodes tell. */
export function pageType(nodes) {
  for (const node of nodes) {
    const name = Object.keys(PAGES).find((name) => isA(node, name))
    if (name) return PAGES[name]
  }
}

/** What is told of one product, without what is unknown; nothing where it has neither id nor name. */
export function productFacts(product) {
  const variant = first(product.hasVariant)
  const offer = first((variant ?? product).offers)
  const facts = {}
  gatherFacts(product, OF_PRODUCT, facts)
  gatherFacts(offer, OF_OFFER, facts)
  gatherFacts(first(offer?.priceSpecification), OF_OFFER, facts)
  return facts.sku == null && facts.name == null ? undefined : facts
}

/** Adds what is not known yet. */
function gatherFacts(node, table, facts) {
  for (const [name, keys] of Object.entries(table)) {
    for (const key of keys) {
      const told = words(node?.[key])
      const fact = name === 'price' ? amount(told) : told
      if (fact != null && fact !== '') facts[name] ??= fact
    }
  }
}

/** The things described: at the top, in lists, in a graph, or as what a page is mainly about. */
export function nodesOf(node, depth = 0) {
  if (depth > 64 || !node || typeof node !== 'object') return []
  if (Array.isArray(node)) return node.flatMap((item) => nodesOf(item, depth + 1))
  return [node, ...nodesOf(node['@graph'], depth + 1), ...nodesOf(node.mainEntity, depth + 1)]
}

/** Whether the node is of that schema.org type, written alone, in a list, or as an address. */
const isA = (node, name) =>
  [node['@type']].flat().some((kind) => typeof kind === 'string' && /^(|.*[/:])$/s.test(before(kind, name)))

/** What stands before a name at the end of a type; something that is no address where the name is not there. */
const before = (kind, name) => (kind.endsWith(name) ? kind.slice(0, -name.length) : '?')

/** The value, or the first of a list. */
const first = (value) => (Array.isArray(value) ? value[0] : value)

/** The words of a value: its text, its number, or its name; empty where it has none. */
function words(value, depth = 0) {
  const one = first(value)
  if (typeof one === 'string') return one.trim()
  if (typeof one === 'number') return String(one)
  return one && typeof one === 'object' && depth < 64 ? words(one.name, depth + 1) : ''
}

/** An amount, written as a number or as text such as `49.90` or `$49.90`; none where it cannot be told. */
function amount(text) {
  const [digits] = /\d(.*\d)?/s.exec(text) ?? []
  return /^(0|[1-9]\d*)(\.\d+)?$/.test(digits) ? +digits : undefined
}
