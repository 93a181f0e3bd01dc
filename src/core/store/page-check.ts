import { rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isDamage } from '../../platform/disk-fault'

/** A file of at most so many bytes is checked at each start: that takes some milliseconds. */
const CHECKED_AT_ONCE_BYTES = 8_000_000

/** When the pages of a larger one begin to be read, how long a step of it takes, and the pause after it, in milliseconds. */
const BEGIN_AFTER_MS = 3000
const STEP_MS = 5
const PAUSE_MS = 20

/** Stands beside a database in which a damaged page was found. */
const markOf = (file: string): string => `${file}-suspect`

const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null

/**
 * Whether a database is to be checked before it is used: a small one, and one that the last process did not close (its
 * log is still there) or in which a damaged page was found. The others are read by `checkPages` while they are in use.
 */
export const isToBeChecked = (file: string): boolean =>
  (sizeOf(file) ?? 0) <= CHECKED_AT_ONCE_BYTES ||
  (sizeOf(`${file}-wal`) ?? 0) > 0 ||
  sizeOf(markOf(file)) !== null

/** Its next start checks it, and sets it aside if the check fails. Never throws: a disk may take no mark. */
export function suspect(file: string): void {
  try {
    writeFileSync(markOf(file), '', { mode: 0o600 })
  } catch {
    // It was told of all the same.
  }
}

/** It has been checked, or set aside. */
export const forgetSuspicion = (file: string): void => rmSync(markOf(file), { force: true })

export interface PageCheckDeps {
  file: string
  /** Told of a damaged page. */
  damaged: () => void
  /** Told when all of them have been read. */
  sound?: () => void
  /** Told what else kept it from being read to its end. */
  unread?: (error: unknown) => void
  beginAfterMs?: number
}

/** Reads every page of a database in short steps, on a connection of its own; returns how to stop. Never throws. */
export function checkPages({
  file,
  damaged,
  sound,
  unread,
  beginAfterMs = BEGIN_AFTER_MS
}: PageCheckDeps): () => void {
  let connection: DatabaseSync | undefined
  let pages: Iterator<Record<string, unknown>> | undefined
  const stop = (): void => {
    clearTimeout(timer)
    connection?.close()
    connection = undefined
  }
  const step = (): void => {
    try {
      connection ??= new DatabaseSync(file, { readOnly: true })
      pages ??= connection.prepare('SELECT pagetype FROM dbstat').iterate()
      for (const until = performance.now() + STEP_MS; performance.now() < until;) {
        const { done, value } = pages.next()
        if (done) {
          stop()
          return sound?.()
        }
        if (value['pagetype'] === 'corrupted') return found()
      }
      timer = setTimeout(step, PAUSE_MS).unref()
    } catch (error) {
      // Whatever else keeps it from reading says nothing of the pages.
      if (isDamage(error)) found()
      else {
        stop()
        unread?.(error)
      }
    }
  }
  const found = (): void => {
    stop()
    damaged()
  }
  let timer = setTimeout(step, beginAfterMs).unref()
  return stop
}
