// The packed package: made once for a test file, as `npm publish` would make it, and put into projects.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = fileURLToPath(new URL('../../', import.meta.url))
/** Where projects are installed and built, kept between runs. */
export const target = join(
  resolve(root, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target'),
  'npm',
)

const QUIET = { npm_config_update_notifier: 'false', npm_config_fund: 'false', npm_config_audit: 'false' }

/**
 * Runs a program to its end and gives what it printed; what a failed one said is in the error. It is ended where it
 * hangs: a bundler needs seconds, and minutes where others build at the same time.
 */
export async function run(program, args, { env, within = 600_000, ...options } = {}) {
  const whole = { timeout: within, maxBuffer: 1 << 26, env: { ...process.env, ...QUIET, ...env }, ...options }
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, whole)
    return stdout + stderr
  } catch (error) {
    const how = error.killed ? 'did not end in time' : 'failed'
    throw new Error(`${program} ${args.join(' ')} ${how}:\n${error.stdout ?? ''}${error.stderr ?? error.message}`)
  }
}

const made = []
// Here, and not where they are made: what is said in a test or a hook is done at its end.
after(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A folder that is erased after the tests. */
export async function makeFolder(name) {
  await mkdir(target, { recursive: true })
  const folder = await mkdtemp(join(target, `${name}-`))
  made.push(folder)
  return folder
}

/** Packs `pkg/` and gives the path of the tarball. */
export async function pack() {
  const folder = await makeFolder('packed')
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, 'pkg') })
  const [name] = await readdir(folder)
  return join(folder, name)
}

/** The paths of the files in a tarball, in order. */
export async function filesIn(tarball) {
  const list = await run('tar', ['-tzf', tarball])
  return list.trim().split('\n').map((path) => path.replace(/^package\//, '')).sort()
}

/** Puts the package where a project of that folder finds it. */
export async function unpack(tarball, folder) {
  const place = join(folder, 'node_modules/barrio')
  await rm(place, { recursive: true, force: true })
  await mkdir(place, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', place, '--strip-components=1'])
}
