import { existsSync, openSync, readSync, closeSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDamage } from '../../platform/disk-fault'
import { makePrivate } from '../../platform/private-files'
import { DamagedDatabase, LocalPersistence } from './local-persistence'
import { LocalStore } from './local-store'

/** A store with what an earlier run kept, and where a damaged database went. */
export interface OpenedPersistence {
  store: LocalStore
  setAside: string | null
}

const FILE = 'fauxqs.db'
const SIGNATURE = 'SQLite format 3\0'

/**
 * Opens the queues kept in a folder, whose lock the caller holds: nobody else has its files open.
 *
 * A database that is truncated or no database at all is renamed (never deleted), the backend starts empty, and
 * `setAside` names the backup. Other failures (disk full, no permission) are thrown: the data may be fine.
 */
export function openPersistence(folder: string, region: string): OpenedPersistence {
  const opened = judge(folder, region)
  makePrivate(folder)
  return opened
}

function judge(folder: string, region: string): OpenedPersistence {
  const file = join(folder, FILE)
  // A first start on a full disk leaves a file without a byte, in which there is nothing to keep.
  const holdsSomething = [file, `${file}-wal`].some((part) => existsSync(part) && statSync(part).size > 0)
  if (existsSync(file) && holdsSomething && !looksLikeDatabase(file)) return startAfresh(folder, region)
  let persistence: LocalPersistence | undefined
  try {
    persistence = new LocalPersistence(folder)
    persistence.assertSound()
    return { store: LocalStore.open(region, persistence), setAside: null }
  } catch (error) {
    persistence?.close()
    if (!isDamageOfQueues(error)) throw error
    return startAfresh(folder, region)
  }
}

function startAfresh(folder: string, region: string): OpenedPersistence {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const setAside = join(folder, `${FILE}.damaged-${stamp}`)
  for (const suffix of ['', '-wal', '-shm']) {
    const part = join(folder, FILE + suffix)
    if (existsSync(part)) renameSync(part, setAside + suffix)
  }
  return { store: LocalStore.open(region, new LocalPersistence(folder)), setAside }
}

function looksLikeDatabase(file: string): boolean {
  if (statSync(file).size < SIGNATURE.length) return false
  const start = Buffer.alloc(SIGNATURE.length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, start)
  } finally {
    closeSync(descriptor)
  }
  return start.toString('latin1') === SIGNATURE
}

/** Text in place of JSON counts too. */
const isDamageOfQueues = (error: unknown): boolean =>
  error instanceof DamagedDatabase || error instanceof SyntaxError || isDamage(error)
