import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ChatError } from '../../shared/errors'

/** A file of the build, beside this one: the build may put this one into a folder of chunks. */
export function builtFile(name: 'local-backend.cjs' | 'function-worker.cjs'): string {
  const candidates = ['.', '..'].map((step) => join(import.meta.dirname, step, name))
  const found = candidates.find((file) => existsSync(file))
  if (found) return found
  throw new ChatError('build.no_local_backend', { name, looked: candidates.join(', ') })
}
