import type { Delivery } from '../delivery'
import type { Act } from './act'
import type { Head } from './head'
import { newsOf, tellNews, type NewsDeps } from './news'
import { Refused } from './refused'
import { writeRoom, type Step, type WriteDeps, type Written } from './write-room'

/** What became of one request. */
export interface Outcome {
  readonly step: Exclude<Step, { refused: Refused }>
  /** The room afterwards. */
  readonly head: Head
  /** The others are told of the room's state along with its entries. */
  readonly state: boolean
  /** Resolves to why some of the others could not be told what is new, or undefined. */
  readonly news: Promise<unknown>
}

interface Waiting {
  readonly act: Act
  readonly delivery: Delivery
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (cause: unknown) => void
}

/** Requests that one write takes: as many as a batch has. */
const MOST = 10

/**
 * Writes requests to rooms: what is asked of one room in the same turn of the event loop shares a write, in its order, and
 * what is asked while that is under way the next one. Rejects with `Refused`, or with why it is worth another try.
 */
export function createLanes(deps: WriteDeps & NewsDeps) {
  const lanes = new Map<string, Waiting[]>()

  const settle = (room: string, group: readonly Waiting[], written: Written): void => {
    const [first] = group
    const told = newsOf(room, written)
    const news = told && first ? tellNews(told, first.delivery, deps) : Promise.resolve()
    for (const [index, step] of written.steps.entries()) {
      const { resolve, reject } = group[index] as Waiting
      if ('refused' in step) reject(step.refused)
      else if (!written.head) reject(new Refused('unknown_room'))
      else resolve({ step, head: written.head, state: told?.state ?? false, news })
    }
  }

  const run = async (room: string, lane: Waiting[]): Promise<void> => {
    while (lane.length > 0) {
      const group = lane.splice(0, MOST)
      try {
        const written = await writeRoom(
          room,
          group.map(({ act }) => act),
          deps
        )
        lane.unshift(...group.slice(written.steps.length))
        settle(room, group, written)
      } catch (cause) {
        for (const { reject } of group) reject(cause)
      }
    }
    lanes.delete(room)
  }

  return (room: string, act: Act, delivery: Delivery): Promise<Outcome> => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const lane = lanes.get(room) ?? []
    lane.push({ act, delivery, resolve, reject })
    if (!lanes.has(room)) {
      lanes.set(room, lane)
      setImmediate(() => void run(room, lane))
    }
    return promise
  }
}

export type Lanes = ReturnType<typeof createLanes>
