import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { z } from 'zod'
import { say, sayAll, type Told } from '../../shared/said'
import { parseJson } from '../../platform/json-file'
import type { ProfileDatabase } from './database'

/** Where an installation lives: what a copy of its folder cannot share with it. */
const placeSchema = z.object({
  /** A hash of the machine's own id; empty where the system tells none. */
  machine: z.string(),
  folder: z.string(),
  /** The folder's number and time of birth on its disk: both go along when it is renamed, and neither when it is copied. */
  inode: z.string(),
  born: z.number()
})
export type Place = z.output<typeof placeSchema>

/** What became of an installation at the start. */
export interface Installation {
  /** 12 hexadecimal digits; part of its response queue's name. */
  readonly id: string
  /** What the user should know, or null. */
  readonly notice: Told | null
}

/** The place of a profile's folder as it is now. */
export function placeOf(folder: string, machine: string = machineId()): Place {
  const { ino, birthtimeMs } = statSync(folder, { bigint: true })
  return { machine, folder: realpathSync(folder), inode: String(ino), born: Number(birthtimeMs) }
}

/**
 * The id of the installation in a profile, made at its first start, and made anew when the profile finds itself a copy.
 *
 * Two installations with one id would share a response queue, and each would take the other's replies. What the copied
 * profile still waits for is asked again: its replies go to the queue of the original. The caller holds the profile's
 * opening lock.
 */
export function settleInstallation(db: ProfileDatabase, here: Place, now: number): Installation {
  const id = db.getMeta('install_id')
  const known = placeSchema.safeParse(parseJson(db.getMeta('install_place') ?? ''))
  if (id !== null && known.success && JSON.stringify(known.data) === JSON.stringify(here))
    return { id, notice: null }
  return db.transaction(() => {
    db.setMeta('install_place', JSON.stringify(here))
    if (id !== null && (!known.success || isSamePlace(known.data, here))) return { id, notice: null }
    const fresh = randomBytes(6).toString('hex')
    db.setMeta('install_id', fresh)
    return { id: fresh, notice: id === null || !known.success ? null : begunAnew(db, known.data, now) }
  })
}

/** A renamed folder keeps its number and birth; one that was put back into its place keeps its path and one of them. */
export function isSamePlace(known: Place, here: Place): boolean {
  if (known.machine !== '' && here.machine !== '' && known.machine !== here.machine) return false
  const [sameInode, sameBirth] = [known.inode === here.inode, known.born > 0 && known.born === here.born]
  return known.folder === here.folder ? sameInode || sameBirth : sameInode && sameBirth
}

function begunAnew(db: ProfileDatabase, from: Place, now: number): Told {
  const revision = db.nextRevision()
  db.sql(
    `INSERT OR IGNORE INTO outbox (seq, conversation_id, due_at) SELECT seq, conversation_id, ? FROM messages WHERE status = 'sent'`
  ).run(now)
  const { changes } = db
    .sql(
      `UPDATE messages SET status = 'queued', attempts = 0, awaited_since = NULL, revision = ? WHERE status = 'sent'`
    )
    .run(revision)
  return sayAll(
    say('notice.copied', { folder: from.folder }),
    changes === 0 ? null : say('notice.asked_again', { count: Number(changes) })
  )
}

let machine: string | undefined

/** A hash of the machine's own id, which nobody outside can trace back; empty where the system tells none. */
function machineId(): string {
  machine ??= hashOf(readMachineId())
  return machine
}

const hashOf = (id: string): string =>
  id === '' ? '' : createHash('sha256').update(`ChatAPP:${id}`).digest('hex').slice(0, 16)

function ask(command: string, args: readonly string[], pattern: RegExp): string {
  const answer = execFileSync(command, args, {
    encoding: 'utf8',
    timeout: 2000,
    stdio: ['ignore', 'pipe', 'ignore']
  })
  return pattern.exec(answer)?.[1] ?? ''
}

function readMachineId(): string {
  try {
    if (process.platform === 'darwin')
      return ask('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], /"IOPlatformUUID" = "([^"]+)"/)
    if (process.platform === 'win32') {
      const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'
      return ask('reg', ['query', key, '/v', 'MachineGuid'], /MachineGuid\s+REG_SZ\s+(\S+)/)
    }
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}
