// Shopify's Customer Privacy API: what the visitor of a Shopify store allows.
import { listen } from '../listen.js'
import { appear } from './appear.js'

const FEATURE = [{ name: 'consent-tracking-api', version: '0.1' }]
const PENDING = { preferences: 'pending', analytics: 'pending', marketing: 'pending' }

/** Tells what is allowed, and whenever the visitor answers. */
export function watchShopify(tell) {
  const read = () => {
    const api = window.Shopify?.customerPrivacy
    if (api) tell(readShopify(api))
    return !!api
  }
  const end = appear(
    () => window.Shopify,
    (shopify) => {
      if (read()) return
      tell(PENDING)
      shopify.loadFeatures?.(FEATURE, (error) => error || read())
    },
  )
  const deaf = listen(document, 'visitorConsentCollected', read)
  return () => {
    end()
    deaf()
  }
}

/** What the API says of the purposes. */
export function readShopify(api) {
  const says = (method) => api[method]?.() === true
  const purposes = {
    preferences: says('preferencesProcessingAllowed'),
    analytics: says('analyticsProcessingAllowed'),
    marketing: says('marketingAllowed'),
  }
  return { ...purposes, said: { ...purposes, sale_of_data: says('saleOfDataAllowed') } }
}
