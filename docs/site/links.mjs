// Where the links of a page lead: between pages, to headings, and out of docs/ to files that the site has or has not.
import { posix } from 'node:path'
import { TAKEN_IN } from './pages.mjs'

/** The anchor of a heading, as GitHub makes it, so that one link serves there and on the site. */
export function slug(heading) {
  const text = heading.replace(/`|\*\*|\[([^\]]*)\]\([^)]*\)/g, '$1')
  return text.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
}

/** Every link of a Markdown text outside code: `{ whole, label, target, at }`. */
export function links(text) {
  const found = []
  for (const match of prose(text).matchAll(/(!?\[[^\]]*\])\(([^()\s]+)\)/g)) {
    found.push({ whole: match[0], label: match[1], target: match[2], at: match.index })
  }
  return found
}

/** The text with its code blanked out, so that places stay. */
export function prose(text) {
  const blank = (code) => code.replace(/[^\n]/g, ' ')
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, blank).replace(/`[^`\n]+`/g, blank)
}

/** The anchors of a page, in their order; equal headings are numbered as GitHub does it. */
export function anchors(text) {
  const seen = new Map()
  const code = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')
  return [...code.matchAll(/^#{1,6} +(.+?)(?: *\{#([\w-]+)\})?$/gm)].map(([, heading, own]) => {
    const anchor = own ?? slug(heading)
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return before ? `${anchor}-${before}` : anchor
  })
}

/**
 * The text of the repository's file `path` as the page `page` of the site: links to files that are pages lead to these,
 * links to other files of the repository, and to pages that are not written yet, become their words.
 */
export function rehome(text, path, page, isThere = () => true) {
  let out = ''
  let end = 0
  for (const { whole, label, target, at } of links(text)) {
    out += text.slice(end, at) + redirect(whole, label, target, path, page, isThere)
    end = at + whole.length
  }
  return out + text.slice(end)
}

function redirect(whole, label, target, path, page, isThere) {
  const [, file, anchor = ''] = target.match(/^([^#]*)(#.*)?$/)
  if (!file || /^[a-z]+:/.test(file) || file.startsWith('/')) return whole
  const home = homeOf(posix.join(posix.dirname(path), file))
  if (!home || !isThere(home)) return label.replace(/^!?\[|\]$/g, '')
  const way = posix.relative(posix.dirname(page), home)
  return `${label}(${way.startsWith('.') ? way : `./${way}`}${anchor})`
}

/** Where the site has a file of the repository; nothing if it has not. */
export function homeOf(path) {
  if (path === 'README.md') return 'index.md'
  return TAKEN_IN[path] ?? (path.startsWith('docs/') ? path.slice('docs/'.length) : undefined)
}
