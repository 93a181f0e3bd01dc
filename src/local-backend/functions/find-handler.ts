import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { ChatError } from '../../shared/errors'

/** The file of a function, as a path that holds everywhere. Throws `invalid_input` when there is none that can be run. */
export function findHandler(given: string): string {
  const file = resolve(given)
  let found
  try {
    found = statSync(file)
  } catch (cause) {
    throw new ChatError('function.no_file', { file }, { cause })
  }
  if (found.isDirectory()) throw new ChatError('function.is_folder', { file })
  if (!/\.[cm]?[jt]s$/.test(file)) throw new ChatError('function.no_code', { file })
  return file
}
