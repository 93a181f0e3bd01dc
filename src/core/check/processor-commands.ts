import { z } from 'zod'
import { processorCommandSchema, type ProcessorCommand } from '../../shared/contract'
import { parseJson } from '../../platform/json-file'
import type { Backend } from '../backends/backend'
import type { ProfileDatabase } from '../store/database'
import { answerOf } from './trial'

export interface ProcessorCommandsDeps {
  readonly db: Pick<ProfileDatabase, 'getMeta' | 'setMeta'>
  /** The backend that is talked to now, and its id. */
  readonly backend: () => Backend
  readonly backendId: () => string
  readonly installId: string
  readonly now: () => number
}

/** A list that is older is asked for again when it is wanted next, in milliseconds: a function is deployed seldom. */
const FRESH_MS = 12 * 60 * 60_000

const kept = z.object({ at: z.number(), commands: z.array(processorCommandSchema).max(200) })

/**
 * The commands of the MessageProcessor that is talked to, by its own word: one message `/help --json` beside the chats,
 * kept for each backend. A function that does not know them, or cannot be asked, has none.
 */
export class ProcessorCommands {
  private readonly asking = new Map<string, Promise<readonly ProcessorCommand[]>>()

  constructor(private readonly deps: ProcessorCommandsDeps) {}

  /** What is known; what is not known yet, or old, is asked for first. */
  async list(): Promise<readonly ProcessorCommand[]> {
    const id = this.deps.backendId()
    const known = kept.safeParse(parseJson(this.deps.db.getMeta(keyOf(id)) ?? 'null'))
    const age = known.success ? this.deps.now() - known.data.at : Number.POSITIVE_INFINITY
    if (known.success && age >= 0 && age < FRESH_MS) return known.data.commands
    const asked = this.asking.get(id) ?? this.ask(id).finally(() => this.asking.delete(id))
    this.asking.set(id, asked)
    return await asked.catch(() => (known.success ? known.data.commands : []))
  }

  private async ask(id: string): Promise<readonly ProcessorCommand[]> {
    const { backend, installId, now, db } = this.deps
    const name = 'ChatAPP, for its list of commands'
    const { text } = await answerOf({ backend: backend(), installId, name, text: '/help --json' })
    const parsed = kept.shape.commands.safeParse(parseJson(text))
    const commands = parsed.success ? parsed.data : []
    db.setMeta(keyOf(id), JSON.stringify({ at: now(), commands }))
    return commands
  }
}

const keyOf = (backendId: string): string => `commands:${backendId}`
