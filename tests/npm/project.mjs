// A project of `projects/`: installed by its lock file, with the packed package put over what was installed.
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pack, root, run, target, unpack } from './package.mjs'

const PROJECTS = fileURLToPath(new URL('projects/', import.meta.url))

/** What stays between runs, and is no source of a project. */
const KEPT = ['node_modules', 'installed']

/** Installs a project, puts the package into it and gives its folder. */
export async function openProject(name) {
  const [folder, tarball] = [join(target, name), await pack()]
  await mkdir(folder, { recursive: true })
  // What an earlier run built must not be taken for what this one builds.
  for (const entry of await readdir(folder)) {
    if (!KEPT.includes(entry)) await rm(join(folder, entry), { recursive: true, force: true })
  }
  await cp(join(PROJECTS, name), folder, { recursive: true })
  // Without install scripts, as the root of the project has it.
  await cp(join(root, '.npmrc'), join(folder, '.npmrc'))
  await install(folder)
  await unpack(tarball, folder)
  return folder
}

/** `npm ci`, unless the lock file is the one that was installed. */
async function install(folder) {
  const lock = await readFile(join(folder, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).digest('hex')
  const stamp = join(folder, 'installed')
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return
  await rm(stamp, { force: true })
  await run('npm', ['ci', '--loglevel=error'], { cwd: folder })
  await writeFile(stamp, wanted)
}
