import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'

/**
 * Lets Node keep the compiled code of a checkout between runs, beside its packages: half of a short command is
 * compiling. Elsewhere nothing is kept, for a folder that others can write to must never be run from.
 *
 * @param entryDir the folder of the running entry, `out/main`
 */
export function keepCompiledCode(entryDir: string): void {
  const packages = resolve(entryDir, '../../node_modules')
  if (existsSync(packages)) enableCompileCache(join(packages, '.cache', 'compile'))
}
