import { setTimeout as pause } from 'node:timers/promises'
import { isBusy } from '../../platform/folder-lock'
import type { ProfileDatabase } from './database'
import { toChatError } from '../../shared/to-chat-error'

/** Longest that a call waits for other programs to let go of the database, in milliseconds. */
const PATIENCE_MS = 10_000

/** How long the event loop has to itself between two tries, in milliseconds. */
const BREAK_MS = 300

/** Longest pause between two short transactions, in milliseconds: one that had to wait for the disk needs no such pause after it. */
const LONGEST_PAUSE_MS = 50

type Explaining = Pick<ProfileDatabase, 'explain'>

/**
 * Has a piece of work wait for a database that another program has locked, without blocking whatever else this process
 * does.
 *
 * One that was refused has changed nothing: it is one transaction. Rejects with `storage`, in words, when the lock stays,
 * and for every fault of the disk.
 */
export async function patiently<T>(db: Explaining, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error)) throw db.explain(error)
      if (performance.now() > deadline) throw toChatError(error)
    }
    await pause(BREAK_MS)
  }
}

/**
 * One short transaction of a long piece of work, and after it as long a pause: other hosts of the profile get in
 * between, and everything else in this process goes on.
 */
export async function briefly<T>(db: Explaining, work: () => T): Promise<T> {
  const began = performance.now()
  const result = await patiently(db, async () => work())
  await pause(Math.min(performance.now() - began, LONGEST_PAUSE_MS))
  return result
}
