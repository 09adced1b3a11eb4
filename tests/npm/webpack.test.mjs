// The packed package in webpack, in its usual production build, under a content security policy.
import { join } from 'node:path'
import { test } from 'node:test'
import { run } from './package.mjs'
import { openProject } from './project.mjs'
import { assertVisit, openCrm, serveFolder, storeText } from './shop.mjs'

test('webpack takes all of the package along, and a message reaches the CRM', async () => {
  const folder = await openProject('webpack')
  await run('node', ['build.mjs'], { cwd: folder })
  let connect = ''
  const policy = () =>
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${connect}; img-src 'self' data:; base-uri 'none'`
  const shop = await serveFolder(join(folder, 'out'), { policy })
  const crm = await openCrm(shop.url)
  connect = crm.url
  shop.extra['/barrio.json'] = storeText(crm)
  await assertVisit({ url: shop.url, crm, bundler: 'webpack' })
})
