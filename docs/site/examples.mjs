// Examples for the reference: for each key the shortest value that a real store file gives it.

/** What a key may be where no store file at hand uses it. */
const LONGEST = 90

/** What stands for keys of one name wherever no store file uses them, or only at length. */
const USUAL = {
  comment: 'Until the spring sale', tags: 'meat', from: '2026-11-20', to: '2026-11-30T20:00', selector: '#help', seed: 'autumn',
  id: 'checkout', image: '/img/parka.jpg', alt: 'A green parka', placeholder: 'name@example.com', text: 'Kept for you',
  ended: 'This price is gone.', user: 'mapleandmain', page: 'mapleandmain', address: 'hello@shop.example', events: ['opt_in'],
  base: 'https://crm.example', each: 'results', later: 'error == "busy"', track: 'size_guide', event: 'size_guide',
  properties: { from: 'banner' }, width: 800, height: 600, groups: { eu: ['ES', 'FR', 'DE'] }, share: ['purchase'],
  audiences: { abroad: { country: { $ne: 'US' } } }, consent: { default: 'denied' }, lifecycle: { gap: '60d' },
  score: { warm: 20, hot: 60 }, interests: { prices: [25, 75, 150] }, store: { name: 'Maple & Main', country: 'US' },
  agents: [{ name: 'Ana', languages: ['es', 'en'] }], wait: '10s',
}

/** Examples by object and key out of the store files `known`. */
export function examples(schema, known) {
  const best = new Map()
  const walk = new Walk(schema, best)
  for (const file of known) walk.value(schema, 'file', file)
  const usual = (name, key) => (name === 'Namespace' && key !== 'id' ? 0.5 : name === 'Line' ? '@mapleandmain' : USUAL[key])
  const own = (name, key) => (name === 'file' || name === 'Namespace' || name === 'Line' ? usual(name, key) : undefined)
  return {
    schema,
    of: (name, key, value) => value.examples?.[0] ?? own(name, key) ?? best.get(`${name}.${key}`) ?? fixed(value, schema) ?? usual(name, key) ?? made(value, schema),
  }
}

/** The one value of a constant, or the first of a choice. */
function fixed(schema, root) {
  const value = schema.$ref ? root.$defs[schema.$ref.slice('#/$defs/'.length)] : schema
  const part = value.anyOf?.find((one) => one.$ref && root.$defs[one.$ref.slice('#/$defs/'.length)].enum)
  if (part) return fixed(part, root)
  return value.const ?? value.enum?.[0] ?? value.oneOf?.[0]?.const ?? value.oneOf?.[0]?.enum?.[0]
}

class Walk {
  constructor(schema, best) {
    Object.assign(this, { schema, best })
  }

  /** Goes through a value beside its schema, and keeps the shortest example of each key. */
  value(schema, name, value) {
    if (value === null || schema === true || !schema) return
    if (schema.$ref) return this.ref(schema.$ref, value)
    for (const one of schema.anyOf ?? schema.oneOf ?? []) if (fits(one, value, this.schema)) this.value(one, name, value)
    if (Array.isArray(value)) value.forEach((item) => this.value(schema.items, name, item))
    else if (typeof value === 'object') this.object(schema, name, value)
  }

  ref(ref, value) {
    const name = ref.slice('#/$defs/'.length)
    this.value(this.schema.$defs[name], name, value)
  }

  object(schema, name, value) {
    for (const [key, part] of Object.entries(value)) {
      const own = schema.properties?.[key]
      if (own) this.keep(`${name}.${key}`, part)
      this.value(own ?? (schema.additionalProperties || undefined), name, part)
    }
  }

  keep(at, value) {
    const length = JSON.stringify(value).length
    // An empty list or object shows nothing.
    if (typeof value === 'object' && length === 2) return
    const before = this.best.get(at)
    if (length <= LONGEST && (before === undefined || length < JSON.stringify(before).length)) this.best.set(at, value)
  }
}

/** Whether a value can be meant by a part of a choice: its kind, and the keys that must be there. */
function fits(schema, value, root) {
  if (schema.$ref) return fits(root.$defs[schema.$ref.slice('#/$defs/'.length)], value, root)
  if (schema.anyOf || schema.oneOf) return (schema.anyOf ?? schema.oneOf).some((one) => fits(one, value, root))
  if ('const' in schema) return schema.const === value
  if (schema.enum) return schema.enum.includes(value)
  const kind = Array.isArray(value) ? 'array' : typeof value
  const kinds = [schema.type ?? kind].flat()
  if (!kinds.includes(kind) && !(kind === 'number' && kinds.includes('integer'))) return false
  if (kind === 'object' && !schema.required?.every((key) => key in value) && schema.required) return false
  return kind !== 'object' || Object.entries(schema.properties ?? {}).every(([key, own]) => !(key in value) || !own.$ref || fits(own, value[key], root))
}

/** A value of that kind, where nothing real is at hand. */
function made(schema, root) {
  if (schema === true) return 'any'
  if (schema.$ref) return made(root.$defs[schema.$ref.slice('#/$defs/'.length)], root)
  if (schema.examples) return schema.examples[0]
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  const part = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null')
  if (part) return made(part, root)
  const kind = [schema.type ?? 'object'].flat()[0]
  if (kind === 'array') return [made(schema.items ?? true, root)]
  if (kind === 'object') return Object.fromEntries((schema.required ?? []).map((key) => [key, made(schema.properties[key], root)]))
  if (kind === 'string') return schema.pattern?.includes('smhd') ? '3d' : 'text'
  return { boolean: true, integer: 1, number: 1 }[kind]
}
