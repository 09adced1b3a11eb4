// Line icons, 24 by 24, and the leaf of the logo. All are decoration: text beside them says it.
import { html, raw } from './html.mjs'

const paths = {
  bag: '<path d="M5 8h14l1 12H4L5 8Z"/><path d="M8.500 10.500V7a3.500 3.500 0 0 1 7 0v3.500"/>',
  person: '<circle cx="12" cy="8" r="3.750"/><path d="M4.500 20c.6-4 3.600-6 7.500-6s6.900 2 7.500 6"/>',
  truck: '<path d="M3 6h11v10H3zM14 9.500h4l3 3V16h-7z"/><circle cx="7.500" cy="17.500" r="2"/><circle cx="17" cy="17.500" r="2"/>',
  swap: '<path d="M4 8h14l-3.500-3.500M20 16H6l3.500 3.500"/>',
  needle: '<path d="M19.500 4.500 8 16M19.500 4.500c.8 1.600-.4 3-1.600 3.400M8 16l-2.500 4.500L4 19l4-3Z"/><path d="M13 19c3.500 1.500 6-.5 5-3"/>',
  globe: '<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c3 2.500 3.500 5.500 3.500 8.500s-.5 6-3.500 8.500c-3-2.500-3.500-5.500-3.500-8.500s.5-6 3.500-8.500Z"/>',
  arrow: '<path d="M5 12h14M13.500 6.500 19 12l-5.500 5.500"/>',
  lock: '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  mask: '<circle cx="12" cy="12" r="8.500"/><path d="M9 10v.5M15 10v.5M8.500 14.500c2 2 5 2 7 0"/>',
}

export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${raw(paths[name])}</svg>`

export const leaf = html`<svg class="leaf" viewBox="-54 -54 108 108" width="28" height="28" aria-hidden="true" focusable="false"><path d="M0 -50L9 -30L22 -37L18 -10L30 -22L34 -13L50 -16L44 -2L50 4L22 24L25 34L3 29L4 52L-4 52L-3 29L-25 34L-22 24L-50 4L-44 -2L-50 -16L-34 -13L-30 -22L-18 -10L-22 -37L-9 -30Z"/></svg>`
