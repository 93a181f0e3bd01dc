import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { ChatError } from '../../shared/errors'
import { sayError } from '../../shared/said'
import type { ProfileDatabase } from './database'
import { parseLine, type ConversationLine } from './export-lines'
import type { Sender } from '../../shared/message'
import { ImportJournal, type ImportCount } from './import-journal'
import { laterOf } from './import-later'
import { ImportStaging } from './import-staging'
import { briefly } from './patient'
import { defaultSettings, ProfileStore } from './profile-store'
import { toChatError } from '../../shared/to-chat-error'

/**
 * A line holds a body, and of a chat that is bound to queues a second one as it stands on the wire, of some MiB, and each
 * of their characters takes at most two in the line's JSON.
 */
const MAX_LINE_CHARACTERS = 9_000_000

/** How long checking lines may keep the process from everything else, in milliseconds. */
const TURN_MS = 10

/** How long an import may be left alone before it is taken for forgotten, as by a page that was closed; in milliseconds. */
const FORGOTTEN_MS = 3_600_000

/** Conversations that are stored in one transaction. */
const CONVERSATIONS_AT_ONCE = 200

/** What an import would add, what of it is here already, and when its messages were written; null when it has none. */
export interface ImportPreview extends ImportCount {
  readonly from: number | null
  readonly until: number | null
}

interface OpenImport {
  readonly staging: ImportStaging
  /** Lines that were begun so far, and the text of the last one while it is not over. */
  lines: number
  open: string | null
  /** Why it may not go on. */
  ended: ChatError | null
  /** Settles when the call before has been done; calls of one import follow each other. */
  last: Promise<unknown>
  /** When the last call came, on the clock of this process. */
  touchedAt: number
}

/**
 * Reads exports back, each whole or not at all, in bounded memory and without keeping anything else waiting.
 *
 * Every line is checked as it comes and staged in a file of its own. Once all are there, they move into the profile in
 * many short transactions; if anything stops that, also the end of this process, what was stored is taken back. What is
 * there already (by id) stays as it is.
 */
export class DataImports {
  private readonly imports = new Map<string, OpenImport>()
  private readonly folder: string
  private stopped = false
  private recovering: Promise<void> = Promise.resolve()

  constructor(private readonly db: ProfileDatabase) {
    const file = String(db.sql('PRAGMA database_list').get()?.['file'])
    this.folder = join(dirname(file), 'imports')
  }

  /** Begins an import; returns its id. */
  begin(): string {
    for (const [id, { touchedAt }] of this.imports) {
      if (performance.now() - touchedAt > FORGOTTEN_MS) void this.cancel(id)
    }
    const id = randomUUID()
    const staging = staged(() => ImportStaging.create(this.file(id)))
    const touchedAt = performance.now()
    this.imports.set(id, { staging, lines: 0, open: null, ended: null, last: Promise.resolve(), touchedAt })
    return id
  }

  /**
   * Adds lines. `continued`: the last one is not over; a long line comes in parts that fit into one call each. Throws
   * `invalid_input`, naming the line, for damaged data.
   */
  async add(id: string, lines: readonly string[], continued = false): Promise<void> {
    await this.inTurn(id, async (pending) => {
      let turnEnds = performance.now() + TURN_MS
      for (const [index, line] of lines.entries()) {
        this.addPiece(pending, line, index === lines.length - 1 && continued)
        if (performance.now() < turnEnds) continue
        await setImmediate()
        assertGoesOn(pending)
        turnEnds = performance.now() + TURN_MS
      }
    })
  }

  /** What `commit` would store of what has come. Throws `invalid_input` when the export is not whole. */
  async preview(id: string): Promise<ImportPreview> {
    return await this.inTurn(id, async (pending) => {
      this.assertWhole(pending)
      const has = this.db.sql('SELECT 1 FROM messages WHERE id = ?')
      const hasChat = this.db.sql('SELECT 1 FROM conversations WHERE id = ?')
      let [conversations, messages] = [0, 0]
      for (const chat of pending.staging.conversations()) if (!hasChat.get(chat.id)) conversations++
      let turnEnds = performance.now() + TURN_MS
      for (const messageId of pending.staging.messageIds()) {
        if (!has.get(messageId)) messages++
        if (performance.now() < turnEnds) continue
        await setImmediate()
        assertGoesOn(pending)
        turnEnds = performance.now() + TURN_MS
      }
      const { count, from, until } = pending.staging.span()
      const { templates, scheduled } = laterOf(pending.staging, this.db)
      const later = { templates: templates.length, scheduled: scheduled.length }
      return { conversations, messages, present: count - messages, ...later, from, until }
    })
  }

  /** Stores what is not there yet. Throws `invalid_input` when the export is not whole. */
  async commit(id: string): Promise<ImportCount> {
    const count = await this.inTurn(id, async (pending) => {
      this.assertWhole(pending)
      return await this.move(id, pending)
    })
    this.drop(id)
    return count
  }

  /** Ends an import; nothing of it stays. */
  async cancel(id: string): Promise<void> {
    const pending = this.imports.get(id)
    if (!pending) return
    pending.ended = new ChatError('import.cancelled')
    await pending.last.catch(() => {})
    this.drop(id)
  }

  /** Takes back what imports have stored that ended with their process. What is left at `stop` comes next time. */
  async recover(): Promise<void> {
    this.recovering = this.takeBackAbandoned()
    await this.recovering
  }

  /** Ends all imports. What one has stored already is taken back by whoever opens the profile next. */
  async stop(): Promise<void> {
    this.stopped = true
    await Promise.all([
      this.recovering.catch(() => {}),
      ...[...this.imports.keys()].map((id) => this.cancel(id))
    ])
  }

  private assertWhole(pending: OpenImport): void {
    if (pending.open !== null) this.addPiece(pending, '', false)
    pending.staging.assertWhole(this.sender())
  }

  private addPiece(pending: OpenImport, piece: string, continued: boolean): void {
    if (pending.open === null) pending.lines++
    const line = (pending.open ?? '') + piece
    if (line.length > MAX_LINE_CHARACTERS) {
      throw new ChatError('import.line_too_long', { line: pending.lines })
    }
    pending.open = continued ? line : null
    if (continued || line.trim() === '') return
    const parsed = parseLine(line, pending.lines)
    staged(() => {
      if (parsed.type === 'scheduled' && parsed.sendAt <= Date.now()) {
        if (this.db.sql('SELECT 1 FROM scheduled WHERE id = ?').get(parsed.id)) return
        pending.staging.addMissed(parsed)
      } else pending.staging.add(parsed, pending.lines)
    })
  }

  /** Who sends what an import has to write itself. */
  private sender(): Sender {
    const { senderName: name } = new ProfileStore(this.db, defaultSettings()).settings()
    return { id: this.db.getMeta('install_id') ?? 'import', name }
  }

  private async move(id: string, pending: OpenImport): Promise<ImportCount> {
    const journal = new ImportJournal(this.db, id)
    await briefly(this.db, () => journal.begin())
    try {
      const conversations = await this.moveConversations(journal, pending)
      let [messages, present] = [0, 0]
      for (let after: number | null = 0; after !== null;) {
        const moved = await briefly(this.db, () => journal.addMessages(pending.staging, after ?? 0))
        assertGoesOn(pending)
        messages += moved.messages
        present += moved.present
        after = moved.last
      }
      const later = await briefly(this.db, () => journal.end(pending.staging))
      return { conversations, messages, present, ...later }
    } catch (error) {
      await this.takeBack(journal)
      throw error
    }
  }

  private async moveConversations(journal: ImportJournal, pending: OpenImport): Promise<number> {
    let added = 0
    let some: ConversationLine[] = []
    const store = async (): Promise<void> => {
      added += await briefly(this.db, () => journal.addConversations(some))
      assertGoesOn(pending)
      some = []
    }
    for (const conversation of pending.staging.conversations()) {
      some.push(conversation)
      if (some.length === CONVERSATIONS_AT_ONCE) await store()
    }
    if (some.length > 0) await store()
    return added
  }

  private async takeBackAbandoned(): Promise<void> {
    for (const id of ImportJournal.open(this.db)) {
      if (!this.imports.has(id) && ImportStaging.isAbandoned(this.file(id))) {
        await this.takeBack(new ImportJournal(this.db, id))
      }
    }
    for (const name of existsSync(this.folder) ? readdirSync(this.folder) : []) {
      const file = join(this.folder, name)
      if (!this.imports.has(name.replace('.sqlite', '')) && ImportStaging.isAbandoned(file))
        rmSync(file, { force: true })
    }
  }

  private async takeBack(journal: ImportJournal): Promise<void> {
    for (let done = false; !done && !this.stopped;) done = await briefly(this.db, () => journal.undo())
  }

  /** Runs a step of an import after those before it; what fails ends the import. */
  private async inTurn<T>(id: string, step: (pending: OpenImport) => Promise<T>): Promise<T> {
    const pending = this.imports.get(id)
    if (!pending) throw new ChatError('import.ended')
    pending.touchedAt = performance.now()
    const before = pending.last
    const running = (async () => {
      await before.catch(() => {})
      assertGoesOn(pending)
      try {
        return await step(pending)
      } catch (error) {
        pending.ended ??= toChatError(error)
        throw error
      }
    })()
    pending.last = running
    try {
      return await running
    } catch (error) {
      this.drop(id)
      throw error
    }
  }

  private drop(id: string): void {
    this.imports.get(id)?.staging.remove()
    this.imports.delete(id)
  }

  private file(id: string): string {
    return join(this.folder, `${id}.sqlite`)
  }
}

function assertGoesOn({ ended }: OpenImport): void {
  if (ended) throw ended
}

/** A full disk here has changed nothing in the profile, and the words say so. */
function staged<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof ChatError) throw cause
    throw new ChatError('import.not_stored', { detail: sayError(toChatError(cause)) }, { cause })
  }
}
