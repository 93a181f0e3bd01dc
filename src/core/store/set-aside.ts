import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ChatError } from '../../shared/errors'

/** Why a database stands beside the profile's own: it could not be used, or it is a copy. */
export type SetAsideReason = 'damaged' | 'newer' | 'backup'

/** A database beside the profile's own, as it stands in its profile's folder. */
export interface SetAsideFile {
  /** Its name in the folder, by which it is asked for. */
  readonly name: string
  readonly reason: SetAsideReason
  /** Epoch milliseconds. */
  readonly at: number
  readonly bytes: number
}

const pattern = /^chatapp\.sqlite\.(damaged|newer|backup)-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z)$/

/** The name of one that is put beside a database at a moment (epoch milliseconds). */
export const nameOfSetAside = (file: string, reason: SetAsideReason, at: number): string =>
  `${basename(file)}.${reason}-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`

/**
 * Renames a database with its log, never deletes; returns its new path.
 *
 * The caller holds the profile's opening lock and nobody has the file open. Throws `storage` when it cannot be moved.
 */
export function setAside(file: string, reason: SetAsideReason): string {
  const backup = join(dirname(file), nameOfSetAside(file, reason, Date.now()))
  try {
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(file + suffix)) renameSync(file + suffix, backup + suffix)
  } catch (cause) {
    throw new ChatError('set_aside.failed', { file }, { cause })
  }
  return backup
}

const isReason = (text: string | undefined): text is SetAsideReason =>
  text === 'damaged' || text === 'newer' || text === 'backup'

/** What stands beside the database in a profile's folder, newest first. */
export function listSetAside(folder: string): SetAsideFile[] {
  return readdirSync(folder)
    .flatMap((name): SetAsideFile[] => {
      const [, reason, stamp] = pattern.exec(name) ?? []
      if (!isReason(reason) || stamp === undefined) return []
      const at = Date.parse(stamp.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, 'T$1:$2:$3.$4Z'))
      const wal = statSync(join(folder, `${name}-wal`), { throwIfNoEntry: false })?.size ?? 0
      const bytes = (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) + wal
      return [{ name, reason, at, bytes }]
    })
    .toSorted((a, b) => b.at - a.at)
}

/** The path of a file that was set aside; throws `not_found` for any other name. */
export function pathOfSetAside(folder: string, name: string): string {
  if (listSetAside(folder).some((file) => file.name === name)) return join(folder, name)
  throw new ChatError('set_aside.not_found', { name: basename(name) })
}
