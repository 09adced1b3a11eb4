// The front page, rendered on the server for every visitor.
import { init } from 'barrio'
import { Shop } from './shop'

export const dynamic = 'force-dynamic'

export default async function Page() {
  // On a server an instance that does nothing.
  const barrio = await init({ config: '/barrio.json' })
  barrio.track('built_by', { bundler: 'a server' })
  return <Shop onServer={JSON.stringify(await barrio.explain())} />
}
