import { randomUUID } from 'node:crypto'
import type { Handlers, ReplayStep } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import { Recording } from '../check/recording'
import { Replay } from '../check/replay'
import { masksOf } from '../check/replay-compare'
import type { Stores } from '../store/stores'

export interface ReplayCallsDeps extends Pick<Stores, 'exporter' | 'conversations'> {
  readonly installId: string
  /** Runs work on a backend, the active one when none is named. */
  readonly withBackend: <T>(id: string | undefined, work: (backend: Backend) => Promise<T>) => Promise<T>
  readonly step: (step: ReplayStep) => void
}

type ReplayCalls = Extract<keyof Handlers, `replay.${string}`>

/** Recordings that are held at a time; who begins another has left the oldest alone. */
const HELD = 8

/** The calls that send saved conversations again. */
export function createReplayHandlers(deps: ReplayCallsDeps): {
  handlers: Pick<Handlers, ReplayCalls>
  stop: () => void
} {
  const held = new Map<string, { recording: Recording; stop: AbortController }>()
  const of = (id: string) => {
    const found = held.get(id)
    if (!found) throw new ChatError('replay.gone')
    return found
  }
  const drop = (id: string): void => {
    held.get(id)?.stop.abort()
    held.delete(id)
  }
  const handlers: Pick<Handlers, ReplayCalls> = {
    'replay.begin': async ({ conversationId }) => {
      const recording = new Recording()
      if (conversationId !== undefined) {
        deps.conversations.assertThere(conversationId)
        for (let cursor: number | null = 0; cursor !== null;) {
          const part = deps.exporter.part(cursor, conversationId)
          recording.add(part.lines)
          cursor = part.next
        }
      }
      const [oldest] = held.keys()
      if (held.size >= HELD && oldest !== undefined) drop(oldest)
      const replayId = randomUUID()
      held.set(replayId, { recording, stop: new AbortController() })
      return { replayId }
    },
    'replay.add': async ({ replayId, lines, continued }) => {
      of(replayId).recording.add(lines, continued)
      return null
    },
    'replay.run': async ({ replayId, backendId, masks, timeoutSeconds }) => {
      const { recording, stop } = of(replayId)
      try {
        const [exchanges, patterns] = [recording.exchanges(), masksOf(masks)]
        const found = await deps.withBackend(backendId, async (backend) => {
          const replay = new Replay({
            backend,
            installId: deps.installId,
            masks: patterns,
            timeoutMs: timeoutSeconds * 1000,
            stop: stop.signal,
            step: (step) => deps.step({ replayId, ...step })
          })
          return await replay.run(exchanges)
        })
        return { total: exchanges.length, ...found, cancelled: stop.signal.aborted }
      } finally {
        held.delete(replayId)
      }
    },
    'replay.cancel': async ({ replayId }) => (drop(replayId), null)
  }
  return { handlers, stop: () => [...held.keys()].forEach(drop) }
}
