// What the page says of itself: title, schema.org data (JSON-LD, else microdata), Open Graph type.
import { parse } from '../json.js'
import { impliedType, toldType } from './data-layer.js'
import { findProduct, nodesOf, pageType, productFacts } from './product.js'

/** How much JSON-LD is read, in characters. */
const LIMIT = 200_000
/**
 * The properties of a product in microdata, and where within it they stand. The name is that of the product, not of a
 * thing within it: its brand and its reviews have names too.
 */
const MICRODATA = {
  sku: '[itemprop=sku]',
  mpn: '[itemprop=mpn]',
  name: '[itemprop=name]:not(:scope [itemscope] *)',
  brand: '[itemprop=brand]:not([itemscope]),[itemprop=brand] [itemprop=name]',
  category: '[itemprop=category]',
  price: '[itemprop=price]',
  lowPrice: '[itemprop=lowPrice]',
  priceCurrency: '[itemprop=priceCurrency]',
}

/** `title`, `type` and `product`, as far as they are known. `entries` are those of the data layer. */
export function markupFacts(entries) {
  const nodes = jsonLd().flatMap((document) => nodesOf(document))
  const openGraph = content(document, "meta[property='og:type']") ?? ''
  const isProduct = openGraph.startsWith('product')
  const product = findProduct(nodes, isProduct) ?? microdata(isProduct)
  const type = toldType(entries) ?? (product ? 'product' : pageType(nodes) ?? impliedType(entries) ?? openGraph)
  return { title: document.title, type: type || undefined, product }
}

function jsonLd() {
  let left = LIMIT
  return [...document.querySelectorAll("script[type='application/ld+json']")].map(({ textContent }) => {
    left -= textContent.length
    try {
      return left > 0 ? parse(textContent) : undefined
    } catch {
      return undefined
    }
  })
}

/** The product in microdata, under the same conditions as in JSON-LD. */
function microdata(sure) {
  const items = document.querySelectorAll("[itemscope][itemtype*='schema.org/Product']")
  if (!items.length || !(sure || items.length === 1)) return
  const product = {}
  for (const [name, selector] of Object.entries(MICRODATA)) product[name] = content(items[0], selector)
  return productFacts({ ...product, offers: product })
}

/** What the first element within `root` that matches says: its `content`, else its text. */
function content(root, selector) {
  const element = root.querySelector(selector)
  return element?.getAttribute('content') ?? element?.textContent
}
