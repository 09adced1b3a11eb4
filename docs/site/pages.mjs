// The pages of the documentation in the order of the sidebar, and the files elsewhere that are pages of it too.

/** Files outside docs/ that the site has as pages, by their path in the repository. */
export const TAKEN_IN = {
  'pkg/README.md': 'package.md',
  'cli/README.md': 'cli.md',
  'CONTRIBUTING.md': 'contribute.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CHANGELOG.md': 'changelog.md',
  'BENCHMARKS.md': 'benchmarks.md',
  'tests/README.md': 'tests.md',
}

/** The page that is made of the JSON Schema. */
export const REFERENCE = 'store-file.md'

/** What is left out of the site: the tool itself. */
export const TOOL = 'site'

/** Groups of pages with their names; a folder with `*` stands for its pages that nobody named, by their headings. */
const ENGLISH = [
  ['Get started', [['get-started', 'In two minutes'], ['first-hours/shop-owner', 'First hour: a shop owner'], ['first-hours/frontend-developer', 'First hour: a developer'], ['first-hours/marketer', 'First hour: a marketer']]],
  ['Install', [['script-tag', 'The script tag'], ['npm', 'The npm package'], ['react', 'React'], ['package', 'The package in short'], ['browsers', 'Browsers']]],
  ['Recipes', [['recipes/index', 'For your platform'], ['recipes/*']]],
  ['The store file', [['store-file', 'Every key'], ['templates', 'Texts that know who reads them'], ['ready-made', 'Ready-made programs']]],
  ['Messages', [['messages', 'What visitors see'], ['forms', 'Forms'], ['surveys', 'Surveys'], ['tours', 'Tours and hints'], ['chat', 'Chat']]],
  ['Targeting', [['targeting', 'Who, when and why'], ['cookbook', 'Cookbook'], ['replay', 'Try it on recorded visits']]],
  ['Relationship', [['relationship', 'Where each person stands'], ['programs', 'Programs over days']]],
  ['CRM', [['crm', 'Any CRM'], ['delivery', 'What arrives'], ['reports', 'Reports']]],
  ['Law and security', [['consent', 'Consent'], ['law', 'The law in plain words'], ['security', 'Security']]],
  ['Performance', [['performance', 'What it costs a page'], ['benchmarks', 'Measured']]],
  ['Reference', [['api', 'The calls'], ['cli', 'The command line']]],
  ['How it works', [['how-it-works', 'For the curious'], ['architecture', 'Architecture']]],
  ['Contribute', [['contribute', 'How to change something'], ['tests', 'The tests'], ['changelog', 'What changed']]],
]

const SPANISH = [
  ['Empezar', [['es/get-started', 'En dos minutos'], ['es/first-hours/shop-owner', 'Primera hora: una tienda'], ['es/first-hours/frontend-developer', 'Primera hora: programación'], ['es/first-hours/marketer', 'Primera hora: marketing']]],
  ['Derecho', [['es/consent', 'El consentimiento, en claro']]],
  ['En inglés', [['cookbook', 'Recetario'], ['targeting', 'Quién, cuándo y por qué'], ['store-file', 'Todas las claves'], ['crm', 'Cualquier CRM'], ['how-it-works', 'Cómo funciona']]],
]

/** The sidebars by language. `pages` are those that exist, without their ending; `heading` gives a page's own. */
export function sidebars(pages, heading) {
  return { en: groups(ENGLISH, pages, heading), es: groups(SPANISH, pages, heading) }
}

function groups(all, pages, heading) {
  const named = all.flatMap(([, items]) => items.map(([page]) => page))
  const item = ([page, text]) => {
    if (!page.endsWith('/*')) return pages.includes(page) ? [{ page, text }] : []
    const others = pages.filter((other) => other.startsWith(page.slice(0, -1)) && !named.includes(other))
    return others.map((other) => ({ page: other, text: heading(other) }))
  }
  return all.map(([text, items]) => ({ text, items: items.flatMap(item) })).filter(({ items }) => items.length)
}
