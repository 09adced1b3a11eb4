// Writes a store file of 50 campaigns and recorded visits of ten events, for `barrio replay` to be timed with:
// node bench/visits.mjs FOLDER COUNT
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { holds } from './rivals.mjs'
import { BEGIN, arrival, createConditions, createEvents, createStore } from './shop.mjs'

const CAMPAIGNS = 50
const EVENTS = 10
/** So many people: each comes back a few times. */
const PEOPLE_SHARE = 0.4

const [folder, count] = [process.argv[2], Number(process.argv[3])]
const events = createEvents(20 * EVENTS)
const conditions = createConditions(CAMPAIGNS, events.map(({ attributes }) => attributes), holds)
const [{ facts }] = arrival()

const toEvent = ({ input }, at) => ({
  at: new Date(at).toISOString(),
  event: input.name ?? 'page_view',
  properties: input.properties ?? input.facts,
})

/** A visit: ten events in a row of the benchmark's, some seconds apart. */
function createVisit(number) {
  const from = (number % 20) * EVENTS
  const began = BEGIN + number * 1000
  return {
    id: `v${number}`,
    person: `p${number % Math.ceil(count * PEOPLE_SHARE)}`,
    visitor: facts.visitor,
    events: events.slice(from, from + EVENTS).map((event, index) => toEvent(event, began + index * 7000)),
  }
}

const triggers = [{ on: 'page_view', after: '2s' }, { on: 'add_to_cart' }, { on: 'manual' }]
await writeFile(join(folder, 'barrio.json'), JSON.stringify(createStore(conditions, (index) => triggers[index % 3])))
const file = createWriteStream(join(folder, 'visits.ndjson'))
for (let number = 0; number < count; number++) {
  if (!file.write(`${JSON.stringify(createVisit(number))}\n`)) await once(file, 'drain')
}
file.end()
await once(file, 'close')
