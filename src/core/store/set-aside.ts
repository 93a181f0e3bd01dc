import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ChatError } from '../../shared/errors'

/** Why a database was set aside. */
export type SetAsideReason = 'damaged' | 'newer'

/** A database that was set aside, as it stands in its profile's folder. */
export interface SetAsideFile {
  /** Its name in the folder, by which it is asked for. */
  readonly name: string
  readonly reason: SetAsideReason
  /** Epoch milliseconds. */
  readonly at: number
  readonly bytes: number
}

const pattern = /^chatapp\.sqlite\.(damaged|newer)-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z)$/

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
    throw new ChatError('set_aside.failed', { file }, { cause })
  }
  return backup
}

/** What was set aside in a profile's folder, newest first. */
export function listSetAside(folder: string): SetAsideFile[] {
  return readdirSync(folder)
    .flatMap((name): SetAsideFile[] => {
      const [, reason, stamp] = pattern.exec(name) ?? []
      if (stamp === undefined) return []
      const at = Date.parse(stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, 'T$1:$2:$3.$4Z'))
      const wal = statSync(join(folder, `${name}-wal`), { throwIfNoEntry: false })?.size ?? 0
      const bytes = (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) + wal
      return [{ name, reason: reason === 'newer' ? 'newer' : 'damaged', at, bytes }]
    })
    .toSorted((a, b) => b.at - a.at)
}

/** The path of a file that was set aside; throws `not_found` for any other name. */
export function pathOfSetAside(folder: string, name: string): string {
  if (listSetAside(folder).some((file) => file.name === name)) return join(folder, name)
  throw new ChatError('set_aside.not_found', { name: basename(name) })
}
