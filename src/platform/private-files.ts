import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'

/** Writes a file that only this OS user can read. A reader sees the old file or the new one, whole. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.${randomUUID().slice(0, 8)}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/**
 * Makes sure that a file is there and that only this OS user can read it; what it holds stays.
 *
 * One that is there is not opened: to close it would free every lock that this process holds on it (POSIX).
 */
export function ensurePrivateFile(file: string): void {
  if (existsSync(file)) narrow(file)
  else closeSync(openSync(file, 'a', 0o600))
}

/**
 * Takes the rights of all others from a folder of ours and from the files in it, whatever made them.
 *
 * A folder that belongs to somebody else stays as it is: then its modes are theirs to choose.
 */
export function makePrivate(folder: string): void {
  narrow(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isFile()) narrow(join(folder, entry.name))
}

function narrow(path: string): void {
  if (process.platform === 'win32') return
  try {
    const { mode } = statSync(path)
    if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Gone meanwhile, somebody else's, or on a disk that keeps no modes or takes no change.
    if (!['ENOENT', 'EPERM', 'EACCES', 'EROFS', 'ENOTSUP'].includes(String(code))) throw error
  }
}
