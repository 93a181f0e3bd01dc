// One process at a time, on any Node from 20, with no dependency: scripts/setup.mjs uses it before anything is installed.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const LOOK_AGAIN_MS = 50
const SAY_AFTER_MS = 1000
/** A file without a pid for this long was left by a process that died between two system calls. */
const UNSIGNED_MS = 5000
/** No build or installation takes longer; the pid in an older file is another program's by now. */
const OLDEST_MS = 60 * 60_000

/** Where the lock of a checkout lies: outside of it, because `npm ci` and the build empty folders in it. @param {string} root */
export function lockPath(root) {
  const name = createHash('sha256')
    .update(`${process.getuid?.() ?? ''}:${root}`)
    .digest('hex')
    .slice(0, 16)
  return join(tmpdir(), `chatapp-${name}.lock`)
}

/**
 * Runs a task while no other process runs one for the same checkout.
 *
 * Waits, and says so after a second. The lock of a process that died is taken over.
 *
 * @template T
 * @param {string} root
 * @param {() => T | Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(root, task) {
  const path = lockPath(root)
  const started = Date.now()
  let said = false
  while (!take(path)) {
    if (!said && Date.now() - started > SAY_AFTER_MS) {
      said = true
      process.stderr.write(
        `Another ChatAPP command (process ${pidIn(path) ?? 'unknown'}) installs or builds; waiting for it …\n`
      )
    }
    await wait(LOOK_AGAIN_MS)
    removeIfLeft(path)
  }
  const release = () => rmSync(path, { force: true })
  // `process.exit` within the task releases it too.
  process.once('exit', release)
  try {
    return await task()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** Makes the file, which only one process can. @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    // Windows says EPERM or EACCES while a file of this name is being deleted.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EEXIST') return false
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES')) return false
    throw error
  }
}

/**
 * Removes the lock of a process that is gone. Two who find it must not both remove it, or the slower one would remove
 * the new lock of the quicker one; so removing has a lock of its own, held for two system calls.
 *
 * @param {string} path
 */
function removeIfLeft(path) {
  if (!isLeft(path)) return
  const removal = `${path}.removal`
  if (!take(removal)) {
    if (ageOf(removal) > UNSIGNED_MS) rmSync(removal, { force: true })
    return
  }
  try {
    if (isLeft(path)) rmSync(path, { force: true })
  } finally {
    rmSync(removal, { force: true })
  }
}

/** @param {string} path */
function isLeft(path) {
  const age = ageOf(path)
  if (age < 0) return false
  const pid = pidIn(path)
  if (pid === null) return age > UNSIGNED_MS
  return age > OLDEST_MS || !isAlive(pid)
}

/** Milliseconds since the file was written; -1 where there is none. @param {string} path */
function ageOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? Math.max(0, Date.now() - stat.mtimeMs) : -1
}

/** @param {string} path */
function pidIn(path) {
  try {
    const text = readFileSync(path, 'utf8')
    return /^\d{1,10}$/.test(text) ? Number(text) : null
  } catch {
    // Gone since, or not readable just now: nobody's pid.
    return null
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
