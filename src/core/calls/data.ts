import type { CallOutput, Handlers } from '../../shared/contract'
import type { Stores } from '../store/stores'

type DataCalls = Extract<keyof Handlers, `${'data' | 'recovery' | 'ledger'}.${string}`>

/** The calls that carry a profile's data out and in, and account for it. */
export function createDataHandlers({
  exporter,
  imports,
  recovery,
  backups,
  ledger
}: Pick<Stores, 'exporter' | 'imports' | 'recovery' | 'backups' | 'ledger'>): Pick<Handlers, DataCalls> {
  const commits = new AnsweredOnce<CallOutput<'data.import.commit'>>()
  return {
    'data.storage': async () => exporter.storage(),
    'data.export': async ({ cursor, conversationId }) => exporter.part(cursor, conversationId),
    'data.import.begin': async () => ({ importId: imports.begin() }),
    'data.import.add': async ({ importId, lines, continued }) => (
      await imports.add(importId, lines, continued),
      null
    ),
    'data.import.commit': async ({ importId }) =>
      await commits.answer(importId, () => imports.commit(importId)),
    'data.import.preview': async ({ importId }) => await imports.preview(importId),
    'data.import.cancel': async ({ importId }) => (await imports.cancel(importId), null),
    'recovery.list': async () => recovery.list(),
    'recovery.readBack': async ({ name }) => await recovery.readBack(name),
    'recovery.backUp': async () => await backups.make(),
    'ledger.get': async () => ledger.report(),
    'ledger.export': async ({ cursor }) => ledger.part(cursor)
  }
}

/** Answers that are remembered; a caller asks again within seconds, not after many others. */
const REMEMBERED = 16

/**
 * Does a piece of work once for each key, however often it is asked for.
 *
 * Who lost the answer asks again under the same key, and gets the same answer or the same error, also while the work is
 * still under way.
 */
class AnsweredOnce<T> {
  private readonly answers = new Map<string, Promise<T>>()

  async answer(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key)
    if (known) return await known
    const answer = work()
    this.answers.set(key, answer)
    const [oldest] = this.answers.keys()
    if (this.answers.size > REMEMBERED && oldest !== undefined) this.answers.delete(oldest)
    return await answer
  }
}
