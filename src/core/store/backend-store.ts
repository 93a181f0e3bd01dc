import { z } from 'zod'
import { backendColours, type BackendColour } from '../../shared/backend-colours'
import {
  backendChoicesSchema,
  savedBackendSchema,
  type BackendChoices,
  type BackendConfig,
  type OtherPlace,
  type SavedBackendConfig
} from '../../shared/backend-config'
import { backendName, elsewhere, isProtectedKind } from '../../shared/backend-words'
import { ChatError, fieldError } from '../../shared/errors'
import { say, type Told } from '../../shared/said'
import type { ProfileDatabase } from './database'

/** The embedded backend's configuration: there is nothing to configure. */
export const localBackend: BackendConfig = { id: 'local', kind: 'local' }

/** All backends of a profile and the one it talks to, which is not among them where its entry cannot be read. */
export interface BackendList {
  readonly activeId: string
  readonly backends: BackendConfig[]
  /** Whether the active one is protected and was switched to: nothing is sent there until somebody says so. */
  readonly asksFirst: boolean
  /** What is chosen for each of them, by its id. */
  readonly choices: Record<string, BackendChoices>
}

/** Choices as they are stored; one that is missing, or that this version does not know, is as nobody had made it. */
const storedChoicesSchema = z.object({
  colour: backendChoicesSchema.shape.colour.optional().catch(undefined),
  protected: z.boolean().optional().catch(undefined),
  queueDesk: backendChoicesSchema.shape.queueDesk.optional().catch(undefined),
  agents: backendChoicesSchema.shape.agents.optional().catch(undefined)
})
type StoredChoices = z.output<typeof storedChoicesSchema>

/** Made once: making one takes longer than all else that is asked before each message. */
const textSchema = z.string().nullable().catch(null)

/** Keys of the settings table; the colon tells them from what `settings.get` shows. */
const keys = {
  all: 'backends:all',
  active: 'backends:active',
  choices: 'backends:choices',
  /** The one that was set up last, and has not been talked to. */
  fresh: 'backends:fresh',
  /** The one that was switched to, until somebody says that messages may go there. */
  unconfirmed: 'backends:unconfirmed',
  commands: 'backends:commands'
} as const
const blobKey = (name: string): string => `keys:${name}`

/**
 * The backends of a profile, in its settings table.
 *
 * An entry that cannot be read is left out and reported, but kept as it stands: a newer ChatAPP may understand it.
 */
export class BackendStore {
  constructor(
    private readonly db: ProfileDatabase,
    /** Told what is wrong with a stored entry. */
    private readonly damaged: (told: Told) => void,
    /** Where this run works in the place of where the backends say. */
    private readonly place: OtherPlace = {}
  ) {}

  /** All backends that can be read, `local` first, and the active one; `local` until the user chose another. */
  list(): BackendList {
    const backends = [localBackend, ...this.saved()].map((one) => elsewhere(one, this.place))
    const wanted = z.string().catch('local').parse(this.read(keys.active))
    const unconfirmed = this.text(keys.unconfirmed)
    const choices = choicesOf(backends, this.chosen())
    const asksFirst = unconfirmed === wanted && choices[wanted]?.protected !== false
    return { activeId: wanted, backends, choices, asksFirst }
  }

  /** Throws `not_found` for an id that is not there. */
  get(id: string): BackendConfig {
    const found = this.list().backends.find((backend) => backend.id === id)
    if (found) return found
    throw new ChatError('backend.not_found', { id })
  }

  save(config: SavedBackendConfig): SavedBackendConfig {
    if (config.id === 'local') {
      throw fieldError('id', 'backend.id_reserved')
    }
    this.db.transaction(() => {
      this.keepColours()
      if (!this.raw().some((entry) => idOf(entry) === config.id)) this.db.putSetting(keys.fresh, config.id)
      const others = this.raw().filter((entry) => idOf(entry) !== config.id)
      this.db.putSetting(keys.all, [...others, config])
      this.keepColours()
    })
    return config
  }

  /** Changes what is named of a backend's choices. Throws `not_found` for an id that is not there. */
  choose(id: string, choices: StoredChoices): BackendChoices {
    this.get(id)
    this.db.transaction(() => {
      const chosen = this.chosen()
      this.db.putSetting(keys.choices, { ...chosen, [id]: { ...chosen[id], ...choices } })
    })
    return this.list().choices[id]!
  }

  remove(id: string): void {
    if (id === 'local') throw new ChatError('backend.local_stays')
    this.get(id)
    this.db.transaction(() => {
      this.keepColours()
      const { [id]: _gone, ...chosen } = this.chosen()
      this.db.putSetting(keys.choices, chosen)
      if (this.list().activeId === id) this.db.putSetting(keys.active, 'local')
      this.db.putSetting(
        keys.all,
        this.raw().filter((entry) => idOf(entry) !== id)
      )
    })
  }

  /**
   * Talks to it from now on. One that is protected asks before the first message, unless it has just been set up for that
   * and nothing waits that was written for another.
   */
  activate(id: string): void {
    this.get(id)
    this.db.transaction(() => {
      const { activeId, choices } = this.list()
      if (activeId !== id) {
        const isMeant = this.text(keys.fresh) === id && !this.somethingWaits()
        this.db.putSetting(keys.unconfirmed, choices[id]?.protected === true && !isMeant ? id : null)
      }
      this.db.putSetting(keys.fresh, null)
      this.db.putSetting(keys.active, id)
    })
  }

  /** Messages may go to the active backend. Throws `conflict` where another one is active by now. */
  confirm(id: string): void {
    if (this.list().activeId !== id) throw new ChatError('backend.switched_away')
    this.write(keys.unconfirmed, null)
  }

  /** Whether the active backend is yet to be confirmed; asked before each message, it is cheap while none is. */
  asksFirst(): boolean {
    return this.text(keys.unconfirmed) !== null && this.list().asksFirst
  }

  /** Throws `conflict` while the active backend asks before the first message. */
  assertConfirmed(): void {
    if (!this.asksFirst()) return
    const { activeId, backends } = this.list()
    const active = backends.find(({ id }) => id === activeId)
    throw new ChatError('backend.protected', { name: active ? backendName(active) : activeId })
  }

  changedSince(revision: number): boolean {
    const row = this.db
      .sql('SELECT 1 FROM settings WHERE revision > ? AND key IN (?, ?, ?, ?) LIMIT 1')
      .get(revision, keys.all, keys.active, keys.choices, keys.unconfirmed)
    return row !== undefined
  }

  /** Commands of AWS profiles that the user has accepted once, by hash. */
  readonly acceptedCommands = {
    has: (hash: string): boolean => this.commands().includes(hash),
    add: (hash: string): void => this.write(keys.commands, [...this.commands(), hash])
  }

  /** Secrets, as the vault and the device's key want them kept. */
  readonly blobs = {
    read: (name: string): string | null => textSchema.parse(this.read(blobKey(name))),
    write: (name: string, blob: string | null): void => {
      if (blob === null) this.db.sql('DELETE FROM settings WHERE key = ?').run(blobKey(name))
      else this.write(blobKey(name), blob)
    },
    /** Keeps a blob unless there is one, and returns what stands then: one for all processes. */
    add: (name: string, blob: string): string =>
      this.db.transaction(() => {
        const there = this.blobs.read(name)
        if (there === null) this.db.putSetting(blobKey(name), blob)
        return there ?? blob
      })
  }

  /** Keeps the colours that were chosen automatically: another order of the backends changes none. */
  private keepColours(): void {
    const chosen = this.chosen()
    for (const [id, { colour }] of Object.entries(this.list().choices)) chosen[id] = { ...chosen[id], colour }
    this.db.putSetting(keys.choices, chosen)
  }

  private somethingWaits(): boolean {
    return this.db.sql('SELECT 1 FROM outbox LIMIT 1').get() !== undefined
  }

  private text(key: string): string | null {
    return textSchema.parse(this.read(key) ?? null)
  }

  private chosen(): Record<string, StoredChoices> {
    return z.record(z.string(), storedChoicesSchema).catch({}).parse(this.read(keys.choices))
  }

  private saved(): SavedBackendConfig[] {
    return this.raw().flatMap((entry) => {
      const parsed = savedBackendSchema.safeParse(entry)
      if (parsed.success) return [parsed.data]
      const name = z.object({ name: z.string() }).safeParse(entry).data?.name ?? idOf(entry) ?? '?'
      const field = parsed.error.issues[0]?.path.join('.') ?? ''
      this.damaged(
        field === ''
          ? say('notice.backend_unreadable', { name })
          : say('notice.backend_field_unreadable', { name, field })
      )
      return []
    })
  }

  private raw(): unknown[] {
    const stored = this.read(keys.all)
    const parsed = z.array(z.unknown()).safeParse(stored ?? [])
    if (parsed.success) return parsed.data
    this.damaged(say('notice.backends_unreadable'))
    return []
  }

  private commands(): string[] {
    return z.array(z.string()).catch([]).parse(this.read(keys.commands))
  }

  /** Undefined when there is none; a text that is not JSON counts as damaged. */
  private read(key: string): unknown {
    const row = this.db.sql('SELECT value FROM settings WHERE key = ?').get(key)
    if (!row) return undefined
    try {
      return JSON.parse(String(row['value'])) as unknown
    } catch {
      return { damaged: true }
    }
  }

  private write(key: string, value: unknown): void {
    this.db.transaction(() => this.db.putSetting(key, value))
  }
}

const idOf = (entry: unknown): string | undefined => z.object({ id: z.string() }).safeParse(entry).data?.id

/** What counts for each backend: a colour of its own as long as there are any, and the safe side of everything else. */
function choicesOf(
  backends: readonly BackendConfig[],
  chosen: Readonly<Record<string, StoredChoices>>
): Record<string, BackendChoices> {
  const times = new Map(backendColours.map((colour) => [colour, 0]))
  const count = (colour: BackendColour): BackendColour => {
    times.set(colour, (times.get(colour) ?? 0) + 1)
    return colour
  }
  for (const { id } of backends) if (chosen[id]?.colour) count(chosen[id].colour)
  const leastUsed = (): BackendColour =>
    [...times].reduce((least, one) => (one[1] < least[1] ? one : least))[0]
  return Object.fromEntries(
    backends.map(({ id, kind }) => {
      const { colour, ...others } = chosen[id] ?? {}
      return [
        id,
        {
          colour: colour ?? count(leastUsed()),
          protected: others.protected ?? isProtectedKind(kind),
          queueDesk: others.queueDesk ?? 'read-only',
          agents: others.agents ?? 'locked'
        }
      ]
    })
  )
}
