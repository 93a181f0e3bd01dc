import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChatError } from '../shared/errors'
import { toChatError } from '../shared/to-chat-error'

/** SQLite's primary result codes behind which any fault of the disk may stand: READONLY, IOERR, FULL, CANTOPEN. */
const OF_THE_DISK = new Set([8, 10, 13, 14])

/** More than a page, so that a disk with its last block free still counts as full. */
const PROBE_BYTES = 65_536

/** What keeps a folder from being written, as the system says it. */
type DiskState = 'full' | 'quota' | 'read_only' | 'refused' | 'sound'

const states: Readonly<Record<string, DiskState>> = {
  ENOSPC: 'full',
  EDQUOT: 'quota',
  EROFS: 'read_only',
  EACCES: 'refused',
  EPERM: 'refused'
}

/**
 * A fault of the store in words that name the folder and what to do.
 *
 * SQLite calls a full disk an I/O error when it strikes in the wrong moment, so the disk itself is asked: some bytes
 * are written into the folder and taken away again.
 */
export function diskFault(error: unknown, folder: string): ChatError {
  if (error instanceof ChatError) return error
  const state = isOfTheDisk(error) ? diskState(folder, error) : 'sound'
  if (state === 'sound') return toChatError(error)
  return new ChatError(`disk.${state}`, { folder }, { cause: error })
}

/** Whether an error says that nothing can be written there, while what is there may well be read. */
export const isUnwritable = (error: unknown): boolean => {
  const cause = error instanceof ChatError ? error.cause : error
  return isOfTheDisk(cause) || (cause instanceof ChatError && isUnwritable(cause))
}

function isOfTheDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errcode' in error && typeof error.errcode === 'number') return OF_THE_DISK.has(error.errcode & 0xff)
  return 'code' in error && typeof error.code === 'string' && error.code in states
}

function diskState(folder: string, error: unknown): DiskState {
  const known = error instanceof Error && 'code' in error ? states[String(error.code)] : undefined
  if (known) return known
  // SQLITE_FULL says it itself; the disk may have a little space again by now.
  if (error instanceof Error && 'errcode' in error && Number(error.errcode) === 13) return 'full'
  const probe = join(folder, `.probe-${randomUUID()}`)
  try {
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES), { mode: 0o600, flag: 'wx' })
    return 'sound'
  } catch (refused) {
    return states[String(refused instanceof Error && 'code' in refused ? refused.code : '')] ?? 'sound'
  } finally {
    try {
      rmSync(probe, { force: true })
    } catch {
      // Nothing was written on a read-only disk.
    }
  }
}

/** SQLite's SQLITE_CORRUPT and SQLITE_NOTADB: the file is not (any longer) a database. */
const DAMAGED = new Set([11, 26])

/** Whether an error says that the file is not (any longer) a sound database. */
export function isDamage(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0
  return DAMAGED.has(code & 0xff)
}
