// By language, how a sample of the documentation is tried. A language that is not here has no place in it.

export const TRIED = {
  json: '`json.test.mjs`: by what it is, through `barrio check`, the server, `barrio replay` or the cases’ player',
  jsonc: '`answers.test.mjs`: its keys beside those that the real server answers with',
  js: '`types.test.mjs`: compiled against the types of the package',
  mjs: '`types.test.mjs`', jsx: '`types.test.mjs`', ts: '`types.test.mjs`', tsx: '`types.test.mjs`',
  html: '`html.test.mjs`: opened in a browser with the real package',
  sh: '`shell.test.mjs`: `barrio` is run, other commands are held to what their tools know',
  diff: '`hours.test.mjs`: applied to the file that its marker names',
  text: '`hours.test.mjs` in a walk-through, with the marker `output` or `browser`; elsewhere it is words for people and has no marker',
  css: '`other.test.mjs`: read by the browser, which must know every rule and property',
  http: '`other.test.mjs`: each line is a header, with a name and a value',
  nginx: '`other.test.mjs`: braces and semicolons stand where nginx wants them; nginx itself is not run',
  apache: '`other.test.mjs`: each line is a directive or opens or closes a section; Apache itself is not run',
  liquid: '`other.test.mjs`: every tag and every output ends, and blocks are closed in their order; Shopify itself is not run',
  php: '`other.test.mjs`: `php -l` where PHP is there, else brackets in their order',
  xml: '`other.test.mjs`: read by the browser’s parser',
  yaml: '`other.test.mjs`: indented by spaces, and each line has a key or is an item',
  toml: '`other.test.mjs`: each line is a table, a key with a value, or a comment',
  smarty: 'only in a recipe: tests/recipes', astro: 'only in a recipe: tests/recipes', vue: 'only in a recipe: tests/recipes',
}
