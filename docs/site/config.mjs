// The settings of VitePress: addresses, languages, the sidebar, the search, and how code and headings are written.
import { readFileSync } from 'node:fs'
import { slug } from './links.mjs'
import { SPANISH, SPANISH_SEARCH } from './words.mjs'

const menus = JSON.parse(readFileSync(new URL('menus.json', import.meta.url), 'utf8'))

const sidebar = (groups) =>
  groups.map(({ text, items }) => ({ text, items: items.map(({ page, text }) => ({ text, link: `/${page.replace(/(^|\/)index$/, '$1')}` })) }))

// What is written in a text is what is read: `{{ … }}` belongs to barrio's templates, and not to the tool that builds this.
function literal(md) {
  const render = md.render
  md.render = (...all) => render.apply(md, all).replaceAll('{{', '&#123;&#123;')
}

export default {
  base: '/docs/',
  title: 'barrio',
  titleTemplate: ':title · barrio',
  appearance: { disableTransition: false },
  // One file for what all pages share, in place of an inline script in each.
  metaChunk: true,
  head: [['meta', { name: 'theme-color', content: '#0b6e4f' }]],
  markdown: {
    html: false,
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { jsonl: 'json', ndjson: 'json', conf: 'nginx' },
    config: literal,
  },
  locales: {
    root: {
      label: 'English', lang: 'en', description: 'How to install, use and trust barrio',
      themeConfig: { sidebar: sidebar(menus.en), outline: { level: [2, 3] } },
    },
    es: {
      label: 'Español', lang: 'es', description: 'Cómo instalar, usar y entender barrio',
      themeConfig: { ...SPANISH, sidebar: sidebar(menus.es) },
    },
  },
  themeConfig: {
    // A page that has no translation leads to the first page of the other language, not to nowhere.
    i18nRouting: false,
    externalLinkIcon: true,
    search: { provider: 'local', options: { locales: { es: { translations: SPANISH_SEARCH } } } },
  },
}
