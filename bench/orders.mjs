// Writes an order log, for `barrio replay --orders` to be timed with:
// node bench/orders.mjs FOLDER COUNT
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { BEGIN } from './shop.mjs'

/** So many people: each orders a few times. */
const PEOPLE_SHARE = 0.4
const DAY = 86_400_000

const [folder, count] = [process.argv[2], Number(process.argv[3])]
const people = Math.ceil(count * PEOPLE_SHARE)
const file = createWriteStream(join(folder, 'orders.csv'))
file.write('person,date,value,id\n')
for (let number = 0; number < count; number++) {
  // Over two years, each person's orders far from each other in the log.
  const at = new Date(BEGIN + Math.floor((number * 730) / count) * DAY)
  const line = `person-${(number * 7919) % people},${at.toISOString()},${(number % 90) + 9.5},order-${number}\n`
  if (!file.write(line)) await once(file, 'drain')
}
file.end()
await once(file, 'close')
