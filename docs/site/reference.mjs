// The reference of the store file, made of its JSON Schema: every key with its type, default, meaning and an example.
import { examples } from './examples.mjs'
import { slug } from './links.mjs'

/** What a key that is left out comes to, in the words of the schema. */
const DEFAULT = /(?:^|[;,.:]\s*|\s)([^;,.]+?),? if nothing is said/i

const HEAD = `# The store file: every key

This page is made of [the JSON Schema](https://json-schema.org) that comes with the package as \`barrio.schema.json\`, so it is what \`barrio check\` and your editor know, too. Give your editor the address of that file and it completes the keys while you type:

\`\`\`json
{ "$schema": "barrio/barrio.schema.json", "version": 1 }
\`\`\`

A duration is a number with \`s\`, \`m\`, \`h\` or \`d\`: \`30s\`, \`10m\`, \`2h\`, \`7d\`. Keys in bold must be there.
`

/** The page, in Markdown. `known` are store files that examples are taken from. */
export function reference(schema, known = []) {
  const shown = examples(schema, known)
  const tables = Object.entries(schema.$defs).filter(([, def]) => def.properties || choices(def))
  const parts = tables.map(([name, def]) => section(name, def, shown))
  return [HEAD, '## The file', table('file', schema, shown), ...parts].join('\n')
}

/** The rows of the page, for tests: `{ key, type, fallback, meaning, example }` by object. */
export function rows(name, def, shown) {
  return Object.entries(def.properties ?? {}).map(([key, value]) => {
    const meaning = describe(value, shown.schema)
    return {
      key, meaning: meaning.replace(DEFAULT, (all) => all),
      required: def.required?.includes(key) ?? false,
      type: type(value),
      fallback: fallback(meaning),
      example: JSON.stringify(shown.of(name, key, value)),
    }
  })
}

function section(name, def, shown) {
  const values = choices(def)
  const body = values ? values.map(([value, meaning]) => `- \`${JSON.stringify(value)}\`${meaning ? `: ${plain(meaning)}` : ''}`).join('\n') : table(name, def, shown)
  return `\n## ${name}\n\n${def.description ? `${plain(def.description)}\n\n` : ''}${body}\n`
}

function table(name, def, shown) {
  const lines = rows(name, def, shown).map(({ key, required, type, fallback, meaning, example }) => {
    const word = required ? `**\`${key}\`**` : `\`${key}\``
    return `| ${word} {#${slug(name)}-${slug(key.replace('$', ''))}} | ${plain(meaning)} | ${type} | ${fallback} | \`${cell(example)}\` |`
  })
  return ['', '| key | meaning | type | without it | example |', '|---|---|---|---|---|', ...lines, ''].join('\n')
}

/** The values of a choice, with what each means. */
function choices(def) {
  if (def.enum) return def.enum.map((value) => [value, ''])
  if (def.oneOf?.every((one) => 'const' in one || one.enum)) {
    return def.oneOf.flatMap((one) => ('const' in one ? [[one.const, one.description ?? '']] : one.enum.map((value) => [value, one.description ?? ''])))
  }
}

/** The type in a few words, with links to the objects of this page. */
function type(value) {
  if (value === true) return 'anything'
  if (value.$ref) return link(value.$ref)
  const parts = value.anyOf ?? value.oneOf
  if (parts) return parts.filter(({ type }) => type !== 'null').map(type_).join(' or ')
  if ('const' in value) return `\`${JSON.stringify(value.const)}\``
  if (value.enum) return value.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ')
  const names = [value.type ?? 'anything'].flat().filter((name) => name !== 'null')
  if (names.includes('array')) return `list of ${value.items ? type(value.items) : 'anything'}`
  if (names.includes('object') && value.additionalProperties?.constructor === Object) return `${type(value.additionalProperties)} by name`
  return names.map((name) => ({ string: 'text', boolean: 'true or false', integer: 'whole number' })[name] ?? name).join(' or ')
}

const type_ = (value) => type(value)

function link(ref) {
  const name = ref.slice('#/$defs/'.length)
  return LINKED.has(name) ? `[${name}](#${slug(name)})` : name
}

/** Names that stand for themselves and have no table: the links of the others lead to theirs. */
const PLAIN = ['Duration', 'Default', 'Names', 'Condition', 'TriggerOrName', 'Tags', 'Block', 'Action', 'EventOrName', 'AddressOrShare', 'OptionOrText', 'ListItem', 'Other', 'AnswerOrOperators', 'Channel', 'Again', 'Number']
const LINKED = { has: (name) => !PLAIN.includes(name) }

function describe(value, schema) {
  if (value.description) return value.description
  const ref = value.$ref ?? value.anyOf?.find((one) => one.$ref)?.$ref ?? value.items?.$ref
  const def = ref && schema.$defs[ref.slice('#/$defs/'.length)]
  return def?.description ?? ''
}

function fallback(meaning) {
  const found = meaning.replace(/\n/g, ' ').match(DEFAULT)?.[1]?.trim()
  return found ? plain(found.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())) : ''
}

/** Text as it is read, whatever Markdown would make of it; what is in backticks stays code. */
function plain(text) {
  const pieces = text.replace(/\s*\n\s*/g, ' ').split(/(`[^`]+`)/)
  return pieces.map((piece) => (piece.startsWith('`') && piece.length > 1 ? cell(piece) : cell(piece.replace(/[*_[\]<>{}\\]/g, '\\$&')))).join('')
}

const cell = (text) => text.replaceAll('|', '\\|')
