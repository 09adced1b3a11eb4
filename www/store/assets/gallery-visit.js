// Before anything else runs, makes the browser say the language that the gallery's address asks for: ?lang=ar&scheme=dark&show=ID.
;(() => {
  'use strict'
  const asked = new URLSearchParams(location.search)
  const page = document.documentElement
  const language = asked.get('lang')
  if (['en', 'es', 'ar'].includes(language)) {
    const answer = (name, value) => Object.defineProperty(Navigator.prototype, name, { get: () => value, configurable: true })
    answer('language', language)
    answer('languages', Object.freeze([language]))
    page.lang = language
    if (language === 'ar') page.dir = 'rtl'
  }
  if (['light', 'dark'].includes(asked.get('scheme'))) page.dataset.scheme = asked.get('scheme')
  if (asked.has('show')) page.dataset.alone = ''
})()
