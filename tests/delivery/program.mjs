// A program of somebody else's, started for one test and gone with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'

/** Starts it. Gives the process, and its end, which takes `folder` along. */
export function startProgram(path, args, options, folder) {
  const child = spawn(path, args, { stdio: 'ignore', ...options })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const end = async () => {
    const gone = once(child, 'exit')
    kill()
    await gone
    process.off('exit', kill)
    await rm(folder, { recursive: true, force: true })
  }
  return { child, end }
}
