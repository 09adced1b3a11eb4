// The other ready-made programs in the shop: who is spoken to, on which visit, and what follows from their answer.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually, openShop } from './harness.mjs'
import { beginCheckout, buy, comes, giveAddress, messageOf, press, programOf, somebody } from './people.mjs'
import { addToCart, call, CHICAGO, PRODUCT, ready, SPAIN } from './steps.mjs'

const shop = await openShop()

/** Somebody from the store's own city who came by a link, so that nobody needs to ask how. */
const FROM_A_LETTER = '/?utm_source=newsletter&utm_medium=email'
const local = (more) => somebody(shop, { ...CHICAGO, ...more }, { asked: FOLLOW })
/** What follows at once from an answer. */
const FOLLOW = ['win-back-price', 'win-back-delivery', 'win-back-service', 'after-purchase-friend', 'after-purchase-help']
const quiet = { shown: [] }

describe('ready-made', { concurrency: 3 }, () => {
  test('abroad: shipping, duties, currency, delivery time and somebody who speaks Spanish; then once again, then no more', async () => {
    const ana = somebody(shop, SPAIN)
    await ana.visit(0, {
      shown: ['welcome-abroad'],
      path: FROM_A_LETTER,
      async act(page) {
        const welcome = await comes(page, 'welcome-abroad')
        const words = await welcome.innerText()
        for (const fact of [/Enviamos a España/, /en casa en una semana/, /Aranceles e impuestos/, /dólares/, /Lucía/]) assert.match(words, fact)
        await press(welcome, 'Seguir mirando')
      },
    })
    await ana.visit(4, { shown: ['welcome-back'] })
    await ana.visit(9, quiet)
    const emma = local()
    await emma.visit(0, { shown: ['first-steps'], path: FROM_A_LETTER, act: async (page) => assert.equal(await programOf(page, 'abroad')?.entered, undefined) })
  })

  test('abandoned cart: on the next visit the cart as it was, and a link to it; nothing after it is bought', async () => {
    const emma = local()
    await emma.visit(0, {
      ...quiet,
      path: FROM_A_LETTER,
      async act(page) {
        await page.goto(PRODUCT)
        await addToCart(page)
        await page.goto('/cart.html')
      },
    })
    await emma.visit(2, {
      shown: ['abandoned-cart'],
      async act(page) {
        const message = await comes(page, 'abandoned-cart')
        assert.match(await message.innerText(), /Your cart is as you left it\s+\$248\.00 in it/)
        await message.getByRole('link', { name: 'Go to my cart' }).click()
        await page.waitForURL('**/cart.html')
        await page.getByText('Lakefront Parka').first().waitFor()
      },
    })
    await emma.visit(3, { ...quiet, act: (page) => buy(page) })
    await emma.visit(5, quiet)
  })

  test('abandoned checkout: says where they stopped, and goes on there', async () => {
    const emma = local()
    await emma.visit(0, {
      ...quiet,
      path: FROM_A_LETTER,
      async act(page) {
        await beginCheckout(page)
        await giveAddress(page, 'US')
        await page.getByRole('button', { name: 'Continue to payment' }).click()
        await page.waitForURL('**/checkout/payment.html')
      },
    })
    await emma.visit(1, {
      shown: ['abandoned-checkout'],
      async act(page) {
        const message = await comes(page, 'abandoned-checkout')
        assert.match(await message.innerText(), /We know where it goes\. Only the payment is missing\. Nothing was charged\./)
        await message.getByRole('button', { name: /^Ask / }).waitFor()
        await message.getByRole('link', { name: 'Go on where I stopped' }).click()
        await page.waitForURL('**/checkout/payment.html')
        await page.getByText('To Robin Field').waitFor()
      },
    })
    await emma.visit(2, quiet)
  })

  test('first steps: a tour for who looks around, never for who knows the way', async () => {
    const emma = local()
    await emma.visit(0, {
      shown: ['first-steps'],
      path: FROM_A_LETTER,
      async act(page) {
        await page.clock.fastForward(30_000)
        assert.equal(await messageOf(page, 'first-steps').count(), 0, 'at first they are left alone')
        const tour = await comes(page, 'first-steps', 12_000)
        await tour.getByRole('heading', { name: 'New here?' }).waitFor()
        await tour.locator('[data-action=next]').click()
        await tour.getByRole('heading', { name: 'Everything has its place' }).waitFor()
        await page.goto(PRODUCT)
        await messageOf(page, 'first-steps').getByRole('heading', { name: 'Everything has its place' }).waitFor()
        await addToCart(page)
        await page.goto('/c/knitwear.html')
        await ready(page)
        assert.equal((await programOf(page, 'first-steps')).state, 'exited')
        await page.clock.runFor(1000)
        assert.equal(await messageOf(page, 'first-steps').count(), 0, 'who orders knows the way')
      },
    })
    const luis = local()
    await luis.visit(0, {
      ...quiet,
      path: PRODUCT + FROM_A_LETTER.slice(1),
      async act(page) {
        await addToCart(page)
        await page.goto('/cart.html')
      },
    })
    const mia = local()
    await mia.visit(0, { shown: ['first-steps'], path: FROM_A_LETTER })
    await mia.visit(6, quiet)
  })

  for (const [reason, id, code] of [
    ['It was too expensive', 'win-back-price', 'MAPLE15'],
    ['Delivery: too slow, or too dear', 'win-back-delivery', 'HOLA40'],
    ['Something went wrong', 'win-back-service', null],
  ]) {
    test(`win-back: "${reason}" is answered by what may help`, async () => {
      const emma = local()
      await emma.visit(0, {
        shown: ['win-back', id],
        path: FROM_A_LETTER,
        async act(page) {
          assert.equal(await programOf(page, 'win-back')?.entered, undefined, 'nobody knows that they were a customer')
          await call(page, 'identify', 'emma', { orders_count: 3, orders_value: 240, first_order_at: '2026-01-10', last_order_at: '2026-03-02' })
          assert.equal((await call(page, 'explain')).visitor.lifecycle, 'inactive')
          await page.goto('/c/knitwear.html')
          const survey = await comes(page, 'win-back', 5000)
          await survey.getByRole('radio', { name: reason }).check()
          await survey.locator('[data-action=next]').click()
          const offer = messageOf(page, id)
          await offer.waitFor()
          if (code) assert.equal(await offer.locator('code').innerText(), code)
          // It is ten in the morning in Madrid, and five in Chicago: somebody is on duty.
          else await offer.getByRole('button', { name: 'Tell Lucía' }).waitFor()
        },
      })
      await emma.visit(3, quiet)
    })
  }

  test('after the purchase: the satisfied are asked to tell a friend', async () => {
    const emma = local({ permissions: ['clipboard-read', 'clipboard-write'] })
    await emma.visit(0, { ...quiet, path: FROM_A_LETTER, act: (page) => buy(page) })
    await emma.visit(3, quiet)
    await emma.visit(8, {
      shown: ['after-purchase', 'after-purchase-friend'],
      async act(page) {
        await rate(page, 10)
        const friend = messageOf(page, 'after-purchase-friend')
        await press(friend, 'Tell a friend')
        assert.ok(await eventually(() => friend.getByRole('button', { name: 'Link copied' }).isVisible()))
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${shop.url}/`)
      },
    })
    await emma.visit(10, quiet)
  })

  test('after the purchase: the dissatisfied are asked why, and offered a person', async () => {
    const emma = local()
    await emma.visit(0, { ...quiet, path: FROM_A_LETTER, act: (page) => buy(page) })
    await emma.visit(9, {
      shown: ['after-purchase', 'after-purchase-help'],
      async act(page) {
        const survey = await rate(page, 3)
        await survey.getByRole('textbox', { name: 'You gave us 3. What went wrong?' }).fill('It came late.')
        await survey.locator('[data-action=next]').click()
        await messageOf(page, 'after-purchase-help').getByRole('button', { name: 'Talk to Lucía' }).waitFor()
        assert.equal(await messageOf(page, 'after-purchase-friend').count(), 0)
      },
    })
  })

  test('source survey: asked where nobody knows how they came, on their second visit, once', async () => {
    const emma = local()
    await emma.visit(0, { shown: ['first-steps'] })
    await emma.visit(2, {
      shown: ['source-survey'],
      async act(page) {
        const survey = await comes(page, 'source-survey', 16_000)
        await survey.getByRole('radio', { name: 'From a friend' }).check()
        await survey.locator('[data-action=next]').click()
        await survey.getByRole('heading', { name: 'Thank you' }).waitFor()
      },
    })
    await emma.visit(4, quiet)
    const mia = local()
    await mia.visit(0, { shown: ['first-steps'], path: FROM_A_LETTER })
    await mia.visit(2, quiet)
  })
})

/** Says how likely they are to recommend the shop, a week after they bought. */
async function rate(page, score) {
  const survey = await comes(page, 'after-purchase')
  await survey.locator(`input[value="${score}"]`).check({ force: true })
  await survey.locator('[data-action=next]').click()
  return survey
}
