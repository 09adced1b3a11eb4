// The settings of VitePress: addresses, languages, the sidebar, the search, and how code and headings are written.
import { readFileSync } from 'node:fs'
import { slug } from './links.mjs'
import { SPANISH, SPANISH_SEARCH } from './words.mjs'

const menus = JSON.parse(readFileSync(new URL('menus.json', import.meta.url), 'utf8'))

const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6e4f"/><path d="M11 6v20M11 20a5.5 5.5 0 1 0 0-5" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round"/></svg>')}`

const sidebar = (groups) =>
  groups.map(({ text, items }) => ({ text, items: items.map(({ page, text }) => ({ text, link: `/${page.replace(/(^|\/)index$/, '$1')}` })) }))

// What is written in a text is what is read: `{{ … }}` belongs to barrio's templates, and not to the tool that builds this.
function literal(md) {
  const render = md.render
  md.render = (...all) => render.apply(md, all).replaceAll('{{', '&#123;&#123;')
}

// A table without headings has no empty ones either: those would be read out as headings of nothing.
function unheaded(md) {
  md.renderer.rules.th_open = (tokens, index, options, env, self) => {
    if (!tokens[index + 1].content) tokens[index].tag = tokens[index + 2].tag = 'td'
    return self.renderToken(tokens, index, options)
  }
}

export default {
  base: '/docs/',
  title: 'barrio',
  titleTemplate: ':title · barrio',
  appearance: { disableTransition: false },
  // One file for what all pages share, in place of an inline script in each.
  metaChunk: true,
  head: [['meta', { name: 'theme-color', content: '#0b6e4f' }], ['link', { rel: 'icon', href: ICON }]],
  // The first page has no <main> of its own; the theme's index.js keeps this so while pages change.
  transformHtml: (html) => html.replace('class="VPContent is-home"', 'role="main" class="VPContent is-home"'),
  markdown: {
    html: false,
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { conf: 'nginx', smarty: 'html' },
    config: (md) => [literal, unheaded].forEach((change) => change(md)),
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
