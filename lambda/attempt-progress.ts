import type { ProgressFields } from '../src/shared/progress'
import { withinTime } from '../src/shared/timer'
import { MAX_PROGRESS_TEXT } from '../src/shared/wire'
import type { Delivery } from './delivery'
import type { ReplyQueues } from './reply-queues'
import { writeProgress, type Identity } from './write-reply'

interface ProgressDeps {
  readonly queues: Pick<ReplyQueues, 'send'>
  readonly identity: Identity
  readonly maxReceiveCount: number
  readonly now: () => number
}

type Told = readonly [text: string, fraction: number | undefined]

/** What is told of one attempt at a message. Nothing of it throws. */
export interface AttemptProgress {
  /** What a handler calls. */
  readonly tell: (told: number | string, text?: string) => void
  /** The handler has ended: whatever it still tells is too late. */
  stop(): void
  /** The attempt failed, and the next one begins after so many seconds. */
  failed(cause: string, nextInSeconds: number): void
  /** Resolves when everything is sent, or could not be in time. */
  sent(): Promise<void>
}

/** From the start of an attempt to the first, and from one to the next, in milliseconds: each is a message that is paid for. */
const EVERY_MS = 1000

/** A send that takes longer is not waited for, in milliseconds. */
const SENT_WITHIN_MS = 1000

/**
 * Tells the sender of a message where it is while there is no answer: that an attempt runs, what its handler says of it,
 * and why it failed. Only what a sender asks for is told (`Delivery.acceptsProgress`).
 *
 * An attempt that answers within a second tells nothing and costs nothing; a longer one says at least that it runs. A
 * progress reply that cannot be sent is lost, and the message does not suffer. Ids are derived from the attempt and the step.
 */
export function startProgress(delivery: Delivery, deps: ProgressDeps): AttemptProgress {
  const { queues, identity, maxReceiveCount, now } = deps
  const startedAt = now()
  const sends: Promise<unknown>[] = []
  let step = 0
  let waiting: Told | null = null
  let stopped = !delivery.acceptsProgress
  let timer: NodeJS.Timeout | undefined

  const send = (place: number | string, text: string, told: Partial<ProgressFields>): void => {
    const progress = { of: maxReceiveCount, startedAt, step, ...told }
    const unique = `progress/${delivery.sqsMessageId}/${delivery.attempts}/${place}`
    const facts = { delivery, address: delivery.address, identity, place: unique, now: now() }
    sends.push(queues.send(writeProgress({ text, progress }, facts)))
  }
  const sendStep = (): void => {
    const [text, fraction] = waiting ?? ['', undefined]
    waiting = null
    send(step, text, { fraction })
    step += 1
    timer = setTimeout(() => {
      timer = undefined
      if (waiting) sendStep()
    }, EVERY_MS)
  }
  if (!stopped) timer = setTimeout(sendStep, EVERY_MS)

  return {
    tell: (told, text) => {
      if (stopped) return
      waiting = read(told, text)
      if (!timer) sendStep()
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
    failed: (cause, nextInSeconds) => {
      if (delivery.acceptsProgress) send('failed', cause, { failed: { at: now(), nextInSeconds } })
    },
    sent: async () => {
      if (sends.length > 0) await withinTime(SENT_WITHIN_MS, () => Promise.all(sends)).catch(() => {})
    }
  }
}

/** Handlers may be JavaScript or cast. Whoever receives it makes a number fit that can be no fraction. */
function read(told: unknown, text: unknown): Told {
  const said = typeof told === 'string' ? told : text
  const fraction = /^\s*[\d.]+\s?%/.test(String(said)) ? Number.parseFloat(said as string) / 100 : undefined
  return [
    typeof said === 'string' ? said.slice(0, MAX_PROGRESS_TEXT) : '',
    typeof told === 'number' ? told : fraction
  ]
}
