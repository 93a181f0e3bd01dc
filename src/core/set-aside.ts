import { existsSync, renameSync } from 'node:fs'
import { ChatError } from '../shared/errors'

/** Why a database was set aside. */
export type SetAsideReason = 'damaged' | 'newer'

/**
 * Renames a database with its log, never deletes; returns its new path.
 *
 * The caller holds the profile's opening lock and nobody has the file open. Throws `storage` when it cannot be moved.
 */
export function setAside(file: string, reason: SetAsideReason): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const backup = `${file}.${reason}-${stamp}`
  try {
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(file + suffix)) renameSync(file + suffix, backup + suffix)
  } catch (cause) {
    const advice = `The database ${file} is unusable and could not be set aside. Move it away by hand.`
    throw new ChatError('storage', advice, { cause })
  }
  return backup
}
