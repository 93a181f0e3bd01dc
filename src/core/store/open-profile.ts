import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ChatError } from '../../shared/errors'
import type { Told } from '../../shared/said'
import { ConversationStore } from './conversation-store'
import type { DataFolder } from '../../platform/data-folder'
import type { ProfileDatabase } from './database'
import { databaseNotice, openDatabase } from './open-database'
import { diskFault, isDamage, isUnwritable } from '../../platform/disk-fault'
import { acquireFolderLock, isBusy, lockFile, type FolderLock } from '../../platform/folder-lock'
import { placeOf, settleInstallation } from './installation'
import { rotateLog } from '../../platform/log'
import { checkPages, suspect } from './page-check'
import { openForReading } from './read-only-database'
import { makePrivate } from '../../platform/private-files'

/** A profile that this process has open. */
export interface OpenedProfile {
  readonly db: ProfileDatabase
  readonly installId: string
  /** What the user should know about the opening. */
  readonly notices: readonly Told[]
  /** Whether the disk takes no changes, so that it can only be read. */
  readonly readOnly: boolean
  /** Whether the last process that used it ended without closing it: killed, crashed, or the power failed. */
  readonly unclean: boolean
  close(): void
}

export interface OpenProfileOptions {
  readonly folder: DataFolder
  /** Whether reading alone is of use, where the disk is full or read-only. */
  readonly reading: boolean
  readonly now: () => number
}

/** Longest to wait for others that are just opening the profile, or hold its database, in milliseconds. */
const PATIENCE_MS = 30_000

/** How long to wait before the next try, at most, in milliseconds. */
const TRY_AGAIN_MS = 40

/**
 * Opens a profile, one process at a time: creation, migration, check and setting aside happen in turn.
 *
 * From then on the profile counts as used by this process, until `close`; while anybody uses it, none of its files is
 * judged, moved or replaced by another. Throws `conflict` when no turn came, `storage` when it cannot be used.
 */
export async function openProfile(options: OpenProfileOptions): Promise<OpenedProfile> {
  const { folder, reading, now } = options
  try {
    return await inTurn(folder, () => openUsed(folder, now()))
  } catch (error) {
    if (reading && isUnwritable(error) && existsSync(folder.database)) return openReadOnly(folder)
    throw diskFault(error, folder.path)
  }
}

const openingLock = ({ path }: DataFolder): string => join(path, 'opening.lock.sqlite')
const usersLock = ({ path }: DataFolder): string => join(path, 'users.lock.sqlite')

/** Runs `work` when nobody else opens the profile; once more when another program holds its database. */
async function inTurn<T>(folder: DataFolder, work: () => T): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const turn = lockFile(openingLock(folder), 'exclusive')
    try {
      if (turn) return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
    } finally {
      turn?.release()
    }
    if (performance.now() > deadline) {
      throw new ChatError('profile.being_opened', { seconds: PATIENCE_MS / 1000, folder: folder.path })
    }
    // Those who wait do not meet again in step.
    await pause(TRY_AGAIN_MS * (0.25 + Math.random()))
  }
}

/** The caller has its turn: nobody joins or judges meanwhile. */
function openUsed(folder: DataFolder, now: number): OpenedProfile {
  const alone = nobodyUses(folder)
  if (alone) rotateLog(folder.logFile)
  const { db, notice, unchecked, unclean } = openDatabase(folder.database, alone ? 'alone' : 'beside')
  try {
    makePrivate(folder.path)
    new ConversationStore(db).ensureDefault(now)
    // Who has it open has settled it at its start, here: to ask the system for its id once more takes longer than all else.
    const known = alone ? null : db.getMeta('install_id')
    const installation =
      known === null ? settleInstallation(db, placeOf(folder.path), now) : { id: known, notice: null }
    const users = lockFile(usersLock(folder), 'shared')
    if (!users) throw new ChatError('profile.held', { file: usersLock(folder) })
    db.letGoSooner()
    const stopCheck = unchecked
      ? checkPages({ file: folder.database, damaged: () => db.tellDamage() })
      : () => {}
    return {
      db,
      installId: installation.id,
      notices: [notice && databaseNotice(notice), installation.notice].filter((told) => told !== null),
      readOnly: false,
      unclean,
      close: () => {
        stopCheck()
        db.close()
        users.release()
      }
    }
  } catch (error) {
    db.close()
    if (!unchecked || !isDamage(error)) throw error
    // Found by the first look into it: this time it is checked, and set aside.
    suspect(folder.database)
    return openUsed(folder, now)
  }
}

const wasFree = (lock: FolderLock | null): boolean => {
  lock?.release()
  return lock !== null
}

/** Also a leading host of a ChatAPP that knows no users' lock counts. */
function nobodyUses(folder: DataFolder): boolean {
  return wasFree(lockFile(usersLock(folder), 'exclusive')) && wasFree(acquireFolderLock(folder.path))
}

function openReadOnly(folder: DataFolder): OpenedProfile {
  const opened = openForReading(folder.database)
  const { db } = opened
  return {
    db,
    installId: db.getMeta('install_id') ?? '',
    notices: [],
    readOnly: true,
    unclean: false,
    close: () => opened.close()
  }
}
