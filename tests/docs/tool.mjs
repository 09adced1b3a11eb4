// Where the tools are that the tests of the documentation run: `barrio` and the task runner.
import { join, resolve } from 'node:path'
import { ROOT } from './samples.mjs'

export const TARGET = resolve(ROOT, process.env.BARRIO_TARGET_DIR ?? process.env.CARGO_TARGET_DIR ?? 'target')
export const BINARY = process.env.BARRIO_SERVER ?? join(TARGET, 'debug/barrio')
export const XTASK = join(TARGET, 'debug/xtask')
