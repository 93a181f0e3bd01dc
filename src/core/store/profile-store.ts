import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { parseJson } from '../../platform/json-file'
import { saidSchema, type Told } from '../../shared/said'
import { settingsSchema, type Quarantined, type Settings } from '../../shared/contract'
import { NAMELESS } from '../../shared/room-wire'
import type { ProfileDatabase } from './database'
import { attributesSchema } from './columns'
import { countInLedger } from './ledger'

/** A message from a response queue that could not be taken as a reply. */
export interface Unreadable {
  readonly sqsMessageId: string
  readonly queue: string
  readonly reason: Told
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

const pinsSchema = z.array(z.string())
/** So many queues are pinned at most; the first ones give way. */
const MOST_PINS = 50

const queueNoteSchema = z.object({
  /** The response queue that this installation uses. */
  name: z.string(),
  /** Whom AWS lets at it; null where the server does not say who calls. */
  caller: z.string().nullable(),
  /** When it was last marked as in use, by the server's clock. */
  heartbeatAt: z.number(),
  /** Queues that were used before and may hold replies still. */
  left: z.array(z.string())
})

/** What an installation notes about its response queue on one backend. */
export type QueueNote = z.output<typeof queueNoteSchema>

/** What a profile holds besides its messages: settings, what was set aside. */
export class ProfileStore {
  constructor(
    private readonly db: ProfileDatabase,
    private readonly defaults: Settings
  ) {}

  /** The key that signs this profile's messages to itself; never leaves the database. */
  stopKey(): string {
    const fresh = randomBytes(32).toString('base64url')
    this.db.sql(`INSERT OR IGNORE INTO meta (key, value) VALUES ('stop_key', ?)`).run(fresh)
    return String(this.db.getMeta('stop_key'))
  }

  /**
   * What tells this profile from others on the local backend: 32 hex digits in capitals, made once. Its hosts, which may
   * have started at the same moment, have the same. Throws where the profile is only read, and has none yet.
   */
  localKeyDigits(): string {
    const kept = this.db.getMeta('local_key')
    if (kept !== null) return kept
    const fresh = randomBytes(16).toString('hex').toUpperCase()
    this.db.sql(`INSERT OR IGNORE INTO meta (key, value) VALUES ('local_key', ?)`).run(fresh)
    return String(this.db.getMeta('local_key'))
  }

  /** The note about the response queue on a backend; null before the first, and in place of one that cannot be read. */
  queueNote(backendId: string): QueueNote | null {
    return queueNoteSchema.safeParse(parseJson(this.db.getMeta(`queue:${backendId}`) ?? 'null')).data ?? null
  }

  noteQueue(backendId: string, note: QueueNote): void {
    this.db.setMeta(`queue:${backendId}`, JSON.stringify(note))
  }

  /** The queues of a backend that the queue desk shows first, in the order in which they were pinned. */
  pins(backendId: string): string[] {
    return pinsSchema.safeParse(parseJson(this.db.getMeta(`pins:${backendId}`) ?? 'null')).data ?? []
  }

  /** Pins a queue, or unpins it; returns those that are pinned then. */
  pin(backendId: string, queue: string, pinned: boolean): string[] {
    return this.db.transaction(() => {
      const others = this.pins(backendId).filter((one) => one !== queue)
      const pins = pinned ? [...others, queue].slice(-MOST_PINS) : others
      this.db.setMeta(`pins:${backendId}`, JSON.stringify(pins))
      return pins
    })
  }

  /** The settings; a value that cannot be read counts as never set. */
  settings(): Settings {
    const stored: Record<string, unknown> = {}
    for (const row of this.db.sql('SELECT key, value FROM settings').all()) {
      const key = String(row['key'])
      if (!(key in settingsSchema.shape)) continue
      const schema = settingsSchema.shape[key as keyof Settings]
      const parsed = schema.safeParse(parseJson(String(row['value'])))
      if (parsed.success) stored[key] = parsed.data
    }
    return settingsSchema.parse({ ...this.defaults, ...stored })
  }

  /** Changes some settings and returns all of them. */
  changeSettings(changes: { [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    this.db.transaction(() => {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) continue
        this.db.putSetting(key, value)
      }
    })
    return this.settings()
  }

  /** Somebody looks at a window, or follows replies, at this moment: the host that leads gets to know. */
  markInUse(now: number): void {
    this.db.setMeta('in_use_at', String(now))
  }

  /** When somebody did last, epoch milliseconds; 0 for never. */
  inUseAt(): number {
    return Number(this.db.getMeta('in_use_at') ?? 0)
  }

  /** Whether a setting changed since a revision. Keys with a colon are not settings; see `BackendStore`. */
  settingsChangedSince(revision: number): boolean {
    const changed = this.db.sql(`SELECT 1 FROM settings WHERE revision > ? AND instr(key, ':') = 0 LIMIT 1`)
    return changed.get(revision) !== undefined
  }

  /** Keeps what could not be read, once per SQS message. Returns whether it was new. */
  quarantine(unreadable: Unreadable, now: number): boolean {
    return this.db.transaction(() => {
      const { changes } = this.db
        .sql(
          `INSERT OR IGNORE INTO quarantine (sqs_message_id, received_at, queue, reason, said, body, attributes)
           VALUES (?, ?, ?, ?, ?, ?, ?)`
        )
        .run(
          unreadable.sqsMessageId,
          now,
          unreadable.queue,
          unreadable.reason.detail,
          JSON.stringify(unreadable.reason.said),
          unreadable.body,
          JSON.stringify(unreadable.attributes)
        )
      if (changes > 0) {
        countInLedger(this.db, 'setAside')
        this.db.nextRevision()
      }
      return changes > 0
    })
  }

  /** What was set aside, newest first. */
  quarantined(): Quarantined[] {
    return this.db
      .sql('SELECT * FROM quarantine ORDER BY id DESC')
      .all()
      .map((row) => ({
        id: Number(row['id']),
        receivedAt: Number(row['received_at']),
        queue: String(row['queue']),
        reason: String(row['reason']),
        ...(row['said'] === null ? {} : { said: saidSchema.parse(parseJson(String(row['said']))) }),
        rawBody: String(row['body']),
        attributes: attributesSchema.parse(JSON.parse(String(row['attributes'])))
      }))
  }

  quarantineCount(): number {
    return Number(this.db.sql('SELECT count(*) AS size FROM quarantine').get()?.['size'])
  }

  deleteQuarantined(id: number): void {
    this.db.transaction(() => {
      this.db.sql('DELETE FROM quarantine WHERE id = ?').run(id)
      this.db.nextRevision()
    })
  }
}

/** What counts until the settings say otherwise: messages bear the name of the system's user. */
export const defaultSettings = (): Settings => ({
  theme: 'system',
  textSize: 'normal',
  density: 'comfortable',
  senderName: ownName(),
  nameChosen: false,
  sendWith: 'enter',
  language: 'system',
  clock: 'system',
  checkSpelling: false,
  pathShown: false,
  notify: true,
  notifyPreview: true,
  quietHours: null,
  backUpDaily: true,
  lateSeconds: 60
})

/** Accounts of the system that are nobody's own name. */
const NOBODY = new Set(['root', 'admin', 'administrator', 'user', 'nobody', 'ubuntu', 'ec2-user'])

function ownName(): string {
  try {
    const name = userInfo().username.slice(0, 60)
    return name === '' || NOBODY.has(name.toLowerCase()) ? NAMELESS : name
  } catch {
    return NAMELESS
  }
}
