import { connectionSchema, type Connection } from '../../shared/contract'
import type { ProfileDatabase } from '../store/database'

const sharedSchema = connectionSchema.pick({ state: true, detail: true })
type Shared = Pick<Connection, 'state' | 'detail'>

/** What the leading host of a profile says of the way to the backend, for the hosts beside it. */
export class SharedConnection {
  private written = ''

  constructor(private readonly db: ProfileDatabase) {}

  /** Written only when it is another state: numbers that change with every message stay out of it. */
  write({ state, detail }: Shared): void {
    const text = JSON.stringify({ state, detail })
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
