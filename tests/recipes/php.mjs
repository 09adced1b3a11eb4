// Real PHP for the recipes that are PHP: `php` runs a fixture, and whatever it complains of fails the test.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

const STRICT = ['-d', 'error_reporting=-1', '-d', 'display_errors=stderr', '-d', 'short_open_tag=0']
const PHP = process.env.BARRIO_PHP ?? 'php'

if (spawnSync(PHP, ['--version']).error) {
  throw new Error('PHP is not there: install it (Debian: `apt-get install php-cli`), or name it in BARRIO_PHP.')
}

/** The samples as files, for PHP to include; gives the path of each. */
export function writeSamples(samples) {
  const folder = mkdtempSync(join(tmpdir(), 'barrio-php-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return Object.fromEntries(Object.entries(samples).map(([name, text]) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return [name, file]
  }))
}

/** What the file prints for this input, which it reads as JSON. */
export async function php(file, input) {
  const child = spawn(PHP, [...STRICT, file], { timeout: 10_000 })
  let [out, complaints] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (complaints += chunk))
  child.stdin.end(JSON.stringify(input))
  const [code] = await once(child, 'close')
  if (code || complaints) throw new Error(`${file} ended with ${code}: ${complaints}${out.slice(0, 2000)}`)
  return out
}
