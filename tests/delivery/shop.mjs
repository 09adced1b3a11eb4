// The demo shop whose CRM is somewhere else, and the events that its visitors make.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '../browser/server.mjs'
import { demoStoreFile } from '../browser/steps.mjs'
import { startGate } from './gate.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Where builds and fetched tools are. */
export const target = resolve(root, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')
const STORE = process.env.BARRIO_STORE_DIR ?? join(target, 'store')

/** The event that is counted: GA4's, shared with the CRM in these stores only. */
export const EVENT = 'select_item'

/** A product page of the shop. */
export const PAGE = '/p/parka.html'

/**
 * A copy of the demo shop's pages with a store file of the test's own; `change` gets the demo's and changes it.
 * Gives the folder; the caller erases it.
 */
export async function copyShop(change) {
  const folder = await mkdtemp(join(tmpdir(), 'barrio-shop-'))
  await cp(STORE, folder, { recursive: true })
  const file = await demoStoreFile()
  change(file)
  await writeFile(join(folder, 'barrio.json'), JSON.stringify(file))
  return folder
}

/** The shop, its CRM behind a gate, and the end of both. The real server keeps the contacts. */
export async function startShop(decide) {
  let folder
  // The gate must be known before the store file is written, and the server before the gate can forward.
  const gate = await startGate(decide)
  const storeDir = (folder = await copyShop((file) => {
    file.crm = [{ type: 'segment', name: 'far-crm', url: `${gate.url}/collect` }]
    file.share = [EVENT]
  }))
  const server = await startServer({ storeDir, args: ['--rate', '0', '--connect', gate.url] })
  gate.server = server.url
  return {
    gate,
    url: server.url,
    stored: () => stored(server),
    /** Whether the CRM has so many counted events at least. */
    has: async (count) => (await server.crm(`events?event=${EVENT}&limit=1&offset=${count - 1}`)).events.length > 0,
    end: async () => {
      await gate.end()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** All counted events that the CRM has, in the order in which they came. */
async function stored({ crm }) {
  const all = []
  for (;;) {
    const { events } = await crm(`events?event=${EVENT}&limit=200&offset=${all.length}`)
    all.push(...events)
    if (events.length < 200) return all.reverse()
  }
}

/**
 * Makes `count` events in the page, numbered from `from`, a few in each of many tasks. Which task comes next is not
 * left to timers, since these are the test's.
 */
export const makeEvents = (page, { from = 0, count, each = 20, tab = 0 }) =>
  page.evaluate(
    async ({ event, from, count, each, tab }) => {
      const nextTask = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = resolve
          port2.postMessage(0)
        })
      for (let n = from; n < from + count; n++) {
        if (n % each === 0) await nextTask()
        window.barrio('track', event, { item_id: `SKU-${n}`, item_list_name: 'winter', n, tab })
      }
    },
    { event: EVENT, from, count, each, tab },
  )
