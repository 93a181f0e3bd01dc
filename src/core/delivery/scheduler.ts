import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import { startTimer, type Timer } from '../../shared/timer'
import { toChatError } from '../../shared/to-chat-error'
import type { MessageStore } from '../store/message-store'
import type { RequestWriter } from '../store/request-writer'
import type { ScheduleStore } from '../store/schedule-store'

export interface SchedulerDeps {
  scheduled: Pick<ScheduleStore, 'nextDueIn' | 'release'>
  messages: Pick<MessageStore, 'hasRequest'>
  writer: Pick<RequestWriter, 'write'>
  /** Told when it has put something into the outbox. */
  filled: () => void
  /** Told when the store cannot be read or written; it is tried again. */
  stalled: (error: ChatError) => void
  clock: Pick<Clock, 'now'>
}

/** Messages that go into the outbox in one transaction. */
const AT_ONCE = 50

/** How soon to try again after the store could not be written, in milliseconds. */
const AGAIN_MS = 500

/**
 * Puts messages that wait for a moment into the outbox when it has come, whether there is a way to the backend or not.
 *
 * A message leaves the list and enters the outbox in one transaction, so that it is sent once or still waits. What was
 * due while nobody ran goes out with the next start.
 */
export class Scheduler {
  private timer: Timer | undefined
  private stopped = true

  constructor(private readonly deps: SchedulerDeps) {}

  start(): void {
    this.stopped = false
    this.wake()
  }

  /** Something may be due: the list, or the clock, is another. */
  wake(): void {
    if (this.stopped) return
    this.timer?.cancel()
    try {
      let dueIn = this.dueIn()
      if (dueIn !== null && dueIn <= 0) {
        this.release()
        dueIn = this.dueIn()
      }
      if (dueIn !== null) this.arm(dueIn)
    } catch (error) {
      this.deps.stalled(toChatError(error))
      this.arm(AGAIN_MS)
    }
  }

  stop(): void {
    this.stopped = true
    this.timer?.cancel()
  }

  private release(): void {
    const { scheduled, messages, writer, filled, clock } = this.deps
    const now = clock.now()
    scheduled.release(now, AT_ONCE, (outgoing) => {
      // Brought here by an import meanwhile, it was sent elsewhere.
      if (!messages.hasRequest(outgoing.id)) writer.write(outgoing, now, { fits: true })
    })
    filled()
  }

  private dueIn(): number | null {
    return this.deps.scheduled.nextDueIn(this.deps.clock.now())
  }

  private arm(ms: number): void {
    this.timer = startTimer(Math.max(1, ms), () => this.wake())
  }
}
