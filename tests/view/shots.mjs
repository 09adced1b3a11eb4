// Pictures of every view, to be looked at: `node tests/view/shots.mjs FOLDER [part of a name]`.
import { mkdir } from 'node:fs/promises'
import { openHarness, show } from './harness.mjs'
import * as anchors from './views-anchors.mjs'
import * as questions from './views-questions.mjs'
import * as basic from './views.mjs'

const VIEWS = { ...basic.VIEWS, ...questions.VIEWS, ...anchors.VIEWS }
const ARABIC = { ...basic.ARABIC, ...questions.ARABIC, ...anchors.ARABIC }

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 375, height: 667 } }
const [, , folder = 'output', wanted = ''] = process.argv

await mkdir(folder, { recursive: true })
const harness = await openHarness()
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const [direction, views] of Object.entries({ ltr: VIEWS, rtl: ARABIC })) {
        const names = Object.keys(views).filter((name) => [name, direction, size, colorScheme].join('-').includes(wanted) || wanted.split(',').includes(name))
        if (!names.length) continue
        const page = await harness.open({ colorScheme, viewport, hasTouch: size === 'phone', isMobile: size === 'phone' })
        for (const name of names) {
          await show(page, views[name])
          await page.screenshot({ path: `${folder}/${name}-${direction}-${size}-${colorScheme}.png` })
          await page.evaluate((campaign) => (window.stage.hide(campaign), window.start()), views[name].campaign)
        }
        for (const problem of page.problems) console.log(problem)
        await page.context().close()
      }
    }
  }
} finally {
  await harness.close()
}
