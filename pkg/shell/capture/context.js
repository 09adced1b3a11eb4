// What the browser says of the visitor when the page is ready.
import { timezone } from '../clock.js'

const prefers = (query) => matchMedia(query).matches

/** Whether the visitor points with a finger. */
export const hasCoarsePointer = () => prefers('(pointer: coarse)')

/** The facts of the first input, all but `tabs`. `options` are those of the page: it told them. */
export function facts({ country, sources, allowWebdriver }) {
  const { languages, userAgent, globalPrivacyControl, maxTouchPoints, webdriver } = navigator
  return {
    languages,
    user_agent: userAgent,
    width: innerWidth,
    // Only `true` says anything.
    gpc: globalPrivacyControl,
    hidden: document.hidden,
    timezone: timezone(),
    touch: maxTouchPoints > 0 || hasCoarsePointer(),
    color_scheme: prefers('(prefers-color-scheme: dark)') ? 'dark' : 'light',
    reduced_motion: prefers('(prefers-reduced-motion: reduce)'),
    webdriver: !!webdriver && allowWebdriver !== true,
    country,
    sources,
  }
}

/** What a country is called in the page's language, by its ISO 3166 code; nothing where the browser has no name. */
export function countryName(code) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(code)
  } catch {
    return undefined
  }
}
