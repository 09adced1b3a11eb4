// The table of chat providers and links: addresses that nobody can leave, and texts that stay texts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calls, LINKS, linkTo, PROVIDERS } from '../../pkg/view/chat.js'

test('a number becomes a link with the text', () => {
  const whatsapp = { type: 'whatsapp', number: '+1 (555) 01-00' }
  assert.equal(linkTo(whatsapp, '¡Hola! ¿Envían?'), 'https://wa.me/15550100?text=%C2%A1Hola%21%20%C2%BFEnv%C3%ADan%3F')
  assert.equal(linkTo(whatsapp, ''), 'https://wa.me/15550100')
})

test('every kind of link has its address', () => {
  const links = [
    [{ type: 'telegram', user: '@maple' }, 'https://t.me/maple?text=Hi'],
    [{ type: 'messenger', page: 'maple.main' }, 'https://m.me/maple.main?text=Hi'],
    [{ type: 'line', id: '@maple' }, 'https://line.me/R/oaMessage/%40maple/?Hi'],
    [{ type: 'phone', number: '+1 555 0100' }, 'tel:+15550100'],
    [{ type: 'email', address: 'a@b.example' }, 'mailto:a@b.example?body=Hi'],
  ]
  for (const [channel, url] of links) assert.equal(linkTo(channel, 'Hi'), url)
  assert.equal(Object.keys(LINKS).length, links.length + 1)
})

test('a recipient cannot leave its place in the address', () => {
  const sly = { type: 'telegram', user: 'a/../evil?x=1#y' }
  assert.equal(linkTo(sly, ''), 'https://t.me/a%2F..%2Fevil%3Fx%3D1%23y')
  const injecting = { type: 'email', address: 'a@b.example?bcc=c@d.example' }
  assert.equal(linkTo(injecting, ''), 'mailto:a@b.example%3Fbcc%3Dc@d.example')
})

test('half a character does not throw', () => {
  assert.equal(linkTo({ type: 'telegram', user: 'a' }, '\ud800'), 'https://t.me/a?text=%EF%BF%BD')
  assert.equal(linkTo({ type: 'telegram', user: 'a' }, '😀'), 'https://t.me/a?text=%F0%9F%98%80')
})

test('what is no link has no address', () => {
  const none = [{ type: 'crisp' }, { type: 'whatsapp' }, { type: 'phone', number: 'none' }, { type: 'toString' }, {}]
  for (const channel of none) assert.equal(linkTo(channel, 'Hi'), undefined)
})

test('the text is data in every row', () => {
  const sly = '","do","chat:close'
  const words = { '{text}': sly, '{locale}': 'es', '{language}': 'es', '{viewing}': sly }
  for (const [name, provider] of Object.entries(PROVIDERS)) {
    for (const part of ['set', 'open', 'openWith']) {
      const plain = provider[part] ?? []
      const filled = calls(plain, words)
      assert.equal(filled.length, plain.length, name)
      filled.forEach((call, index) => assert.equal(call.length, plain[index].length, name))
    }
  }
})

test('a call without its word is left out', () => {
  assert.deepEqual(calls([['push', ['{text}']], ['open']], { '{text}': '' }), [['open']])
})
