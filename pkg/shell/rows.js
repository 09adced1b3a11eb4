// The rows of CRMs that the engine does not have built in: small files beside this module, which only the shops fetch
// that name them. A store file into which `barrio check --resolve` has written its rows needs none.
import { get, learn, module } from '../checked.js'
import { parse } from './json.js'

/**
 * Fetches the rows of these names and tells them to `take` as an input. One that cannot be had is said to `error`; what
 * is meant for its CRM waits on the device until a later visit.
 */
export async function loadRows(names, take, error) {
  if (!names.length) return
  const learned = learn('crm')
  const load = async (name) => {
    try {
      await learned
      // A list of addresses, each written out: Turbopack gives the first file for every name put into one.
      const { default: addresses } = await module('crm.js', () => import('./crm.js'))
      const answer = await get(addresses[name])
      if (answer.ok) return [name, parse(await answer.text())]
    } catch {
      // Said below.
    }
    error(`The row of the CRM "${name}" could not be read from the package (crm/${name}.json): its messages wait.`)
  }
  const rows = (await Promise.all(names.map(load))).filter(Boolean)
  take({ type: 'rows', rows: Object.fromEntries(rows) })
}
