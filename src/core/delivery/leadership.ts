import type { Connection } from '../../shared/contract'
import { connectionSchema } from '../../shared/contract'
import { acquireFolderLock, type FolderLock } from '../../platform/folder-lock'
import type { ProfileDatabase } from '../store/database'

/** How often a host beside the leading one looks whether that has ended, in milliseconds. */
const TAKE_OVER_EVERY_MS = 500

export interface LeadershipDeps {
  /** The profile's folder. */
  folder: string
  db: ProfileDatabase
  /** False for a host that never leads: it only reads and writes the store. */
  connects: boolean
  /** Whether the profile's folder has gone, so that there is nothing to lead. */
  gone: () => boolean
  /** Told when this host takes the lead after another. */
  tookOver: () => void
  /** Told what could not be read or written; the next try may do. */
  failed: (error: unknown) => void
}

/**
 * Which of a profile's hosts moves its messages: the one that holds the folder's lock. The others write to the same
 * store, show what the leading one says of the way to the backend, and one of them takes over when that ends.
 */
export class Leadership {
  private readonly shared: SharedConnection
  private lock: FolderLock | null
  private timer: NodeJS.Timeout | undefined
  private asking = 0

  constructor(private readonly deps: LeadershipDeps) {
    this.shared = new SharedConnection(deps.db)
    this.lock = deps.connects ? acquireFolderLock(deps.folder) : null
  }

  leads(): boolean {
    return this.lock !== null
  }

  readonly role = (): 'primary' | 'secondary' => (this.leads() ? 'primary' : 'secondary')

  /** Looks from now on whether it can take over. */
  start(): void {
    if (this.deps.connects) this.timer = setInterval(() => this.takeOver(), TAKE_OVER_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Lets another host lead. */
  release(): void {
    this.lock?.release()
  }

  /** Whether this host may put questions about credentials to the user: two that ask would ask twice. */
  readonly mayAsk = (): boolean => this.leads() || this.asking > 0

  /** Runs work that the user waits for here, so that this host may ask, leading or not. */
  readonly whileAsking = async <T>(work: () => Promise<T>): Promise<T> => {
    this.asking++
    try {
      return await work()
    } finally {
      this.asking--
    }
  }

  /** The connection as the profile has it: our own where we lead, else with the state that the leading host tells. */
  connection(own: Connection): Connection {
    return this.leads() ? own : { ...own, ...this.shared.read() }
  }

  /** Tells the hosts beside this one how the connection is, where it leads. */
  publish(connection: Connection): void {
    if (!this.leads()) return
    try {
      this.shared.write(connection)
    } catch (error) {
      this.deps.failed(error)
    }
  }

  /** Whether the leading host, another than this, has told something new since this was asked last. */
  hasNews(): boolean {
    return !this.leads() && this.shared.changed()
  }

  private takeOver(): void {
    const { folder, gone, tookOver, failed } = this.deps
    if (this.lock || gone()) return
    try {
      this.lock = acquireFolderLock(folder)
    } catch (error) {
      failed(error)
    }
    if (this.lock) tookOver()
  }
}

const sharedSchema = connectionSchema.pick({ state: true, detail: true, said: true })
type Shared = Pick<Connection, 'state' | 'detail' | 'said'>

/** What the leading host of a profile says of the way to the backend, for the hosts beside it. */
class SharedConnection {
  private written = ''

  constructor(private readonly db: ProfileDatabase) {}

  /** Written only when it is another state: numbers that change with every message stay out of it. */
  write({ state, detail, said }: Shared): void {
    const text = JSON.stringify({ state, detail, said })
    if (text === this.written) return
    this.db.setMeta('connection', text)
    this.written = text
  }

  /** Empty until a host has led. */
  read(): Partial<Shared> {
    const text = this.text()
    return text === '' ? {} : sharedSchema.catch({ state: 'starting', detail: '' }).parse(JSON.parse(text))
  }

  /** Whether it is another one than when this was asked last. */
  changed(): boolean {
    const text = this.text()
    const isNew = text !== this.written
    this.written = text
    return isNew
  }

  private text(): string {
    return this.db.getMeta('connection') ?? ''
  }
}
