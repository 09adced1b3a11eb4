// Samples in languages whose own programs are not at hand: held to the shape that those programs ask for.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { launchBrowser } from '../browser/visitor.mjs'
import { elsewhere, samples } from './samples.mjs'

const all = (await samples()).filter((sample) => !elsewhere(sample))
const of = (lang) => all.filter((sample) => sample.lang === lang)
let browser
after(() => browser?.close())

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** What is wrong with a sample; nothing if it is well formed. */
const FAULTS = {
  http: (text) => lines(text).find((line) => !/^([\w-]+: \S.*|(GET|POST|HEAD|OPTIONS) \S+( HTTP\/[\d.]+)?|HTTP\/[\d.]+ \d{3}.*)$/.test(line)),
  nginx: (text) => unbalanced(text.replace(/"[^"]*"|'[^']*'/g, '""')) ?? lines(text).find((line) => !/[;{}]$|^#|^["'\w].*\\?$/.test(line)),
  apache: (text) => lines(text).find((line) => !/^(#|<\/?[A-Z]\w*.*>$|[A-Z]\w+ .+)/.test(line)),
  liquid: unclosed,
  php: (text) => unbalanced(text.replace(/"[^"\n]*"|'[^'\n]*'|\/\/.*$|#.*$|\/\*[\s\S]*?\*\//gm, '""')),
  yaml: (text) => text.split('\n').find((line) => /\t/.test(line) || (line.trim() && !/^\s*(#|- |[\w"'$./@-]+:|[|>{}[\]]|\S+$)/.test(line))),
  toml: (text) => lines(text).find((line) => !/^(#|\[\[?[^\]]+\]\]?$|[\w.-]+ *=|[\]}"'[{])/.test(line)),
}

/** The first bracket that has no partner. */
function unbalanced(text) {
  const open = []
  const partners = { ')': '(', ']': '[', '}': '{' }
  for (const sign of text) {
    if ('([{'.includes(sign)) open.push(sign)
    else if (partners[sign] && open.pop() !== partners[sign]) return `an odd ${sign}`
  }
  return open.length ? `a ${open.at(-1)} without its end` : undefined
}

const BLOCKS = ['if', 'unless', 'for', 'case', 'capture', 'schema', 'comment', 'javascript', 'stylesheet', 'form', 'tablerow', 'raw', 'style', 'paginate', 'section']

/** The first tag of Liquid that has no end, or ends what was not begun. */
function unclosed(text) {
  if ((text.match(/\{\{/g) ?? []).length !== (text.match(/\}\}/g) ?? []).length) return 'an output without its end'
  const open = []
  for (const [, word] of text.matchAll(/\{%-?\s*(\w+)/g)) {
    if (BLOCKS.includes(word) && new RegExp(`\\{%-?\\s*end${word}`).test(text)) open.push(word)
    else if (word.startsWith('end') && open.pop() !== word.slice(3)) return `an odd ${word}`
    else if (['if', 'unless', 'for', 'case'].includes(word)) return `a ${word} without its end`
  }
  return open.length ? `a ${open.at(-1)} without its end` : undefined
}

describe('well formed are the samples in', () => {
  for (const [lang, fault] of Object.entries(FAULTS)) {
    test(lang, () => {
      for (const { at, text } of of(lang)) assert.equal(fault(text), undefined, at)
    })
  }
})

test('the browser knows every rule of style sheets, and reads all XML', async () => {
  const css = of('css')
  const xml = of('xml')
  if (!css.length && !xml.length) return
  browser = await launchBrowser()
  const page = await browser.newPage()
  for (const { at, text } of css) {
    const lost = await page.evaluate((text) => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(text)
      const kept = JSON.stringify([...sheet.cssRules].map((rule) => rule.cssText))
      const named = [...text.replace(/\/\*[^]*?\*\//g, '').matchAll(/([a-z-]+)\s*:\s*[^;{}]+[;}]/g)].map(([, name]) => name)
      return named.filter((name) => !name.startsWith('--') && !kept.includes(name) && !CSS.supports(name, 'initial'))
    }, text)
    assert.deepEqual(lost, [], at)
  }
  for (const { at, text } of xml) {
    const wrong = await page.evaluate((text) => new DOMParser().parseFromString(text, 'text/xml').querySelector('parsererror')?.textContent, text)
    assert.equal(wrong, undefined, at)
  }
})

test('what is not well formed is found', () => {
  assert.ok(FAULTS.http('no header'))
  assert.ok(FAULTS.nginx('location / {'))
  assert.ok(FAULTS.apache('header set'))
  assert.ok(FAULTS.liquid('{% if a %}x'))
  assert.ok(FAULTS.liquid('{{ a '))
  assert.ok(FAULTS.php('function a() {'))
  assert.ok(FAULTS.yaml('\ta: 1'))
  assert.ok(FAULTS.toml('nonsense here'))
})
