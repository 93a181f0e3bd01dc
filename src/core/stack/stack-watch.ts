import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { StackProgress } from '../../shared/backend-config'
import type { ChatError } from '../../shared/errors'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import { findStack } from './stack-change-set'
import { toStackError } from './stack-error'
import {
  eventsAfter,
  finishedResources,
  firstCause,
  toProgressEvent,
  type ProgressEvent
} from './stack-events'

/** How an operation on a stack ended, in words. */
export interface WatchEnd extends Told {
  readonly state: 'done' | 'rolled-back' | 'failed'
}

export interface StackWatchDeps {
  client: CloudFormationClient
  stackId: string
  operation: 'create' | 'update' | 'remove'
  /** The newest event before the operation; null when there was none. */
  known: string | null
  /** Told after every look that found something new. */
  changed: (changes: Pick<StackProgress, 'events' | 'done'>) => void
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

const FIRST_LOOK_MS = 1000
const SLOWEST_LOOK_MS = 10_000

/**
 * Follows one operation on a stack to its end.
 *
 * Looks every second while there is news, less and less often while there is none or CloudFormation cannot be reached
 * or asks to slow down. Credentials that end meanwhile end the watch, never the operation.
 */
export class StackWatch {
  private readonly events: ProgressEvent[] = []
  private known: string | null

  constructor(private readonly deps: StackWatchDeps) {
    this.known = deps.known
  }

  /** Resolves when the operation has ended; with null when the signal fired before. */
  async run(): Promise<WatchEnd | null> {
    const { pause, signal } = this.deps
    let wait = FIRST_LOOK_MS
    while (!signal.aborted) {
      try {
        // The status first: every event up to it is there to be read afterwards.
        const status = await this.status()
        const news = await this.readEvents()
        const end = this.endOf(status)
        if (end) return end
        wait = news ? FIRST_LOOK_MS : Math.min(wait * 1.5, SLOWEST_LOOK_MS)
      } catch (error) {
        const mapped = toStackError(error, 'cloudformation:DescribeStackEvents')
        if (mapped.code === 'credentials' || mapped.code === 'access_denied') return lostSight(mapped)
        if (mapped.code !== 'throttled' && mapped.code !== 'offline') throw mapped
        wait = Math.min(wait * 2, SLOWEST_LOOK_MS)
      }
      await pause(wait, signal)
    }
    return null
  }

  private async status(): Promise<string> {
    const stack = await findStack(this.deps.client, this.deps.stackId)
    return stack?.StackStatus ?? 'DELETE_COMPLETE'
  }

  private async readEvents(): Promise<boolean> {
    const { client, stackId, changed } = this.deps
    const fresh = await eventsAfter(client, stackId, this.known)
    if (fresh.length === 0) return false
    this.known = fresh.at(-1)?.EventId ?? this.known
    this.events.push(...fresh.map(toProgressEvent))
    changed({ events: [...this.events], done: finishedResources(this.events) })
    return true
  }

  private endOf(status: string): WatchEnd | null {
    const { operation } = this.deps
    // What was asked for may not have begun yet; until then the status is the old one.
    const begun = operation === 'remove' ? status.startsWith('DELETE_') : this.events.length > 0
    if (!begun || status.endsWith('_IN_PROGRESS')) return null
    const cause = firstCause(this.events)
    switch (status) {
      case 'CREATE_COMPLETE':
      case 'UPDATE_COMPLETE':
        return done
      case 'DELETE_COMPLETE':
        if (operation === 'remove') return done
        return {
          state: 'rolled-back',
          ...(cause ? sayAll(say('stack.nothing_deployed_again'), cause) : say('stack.cancelled_create'))
        }
      case 'ROLLBACK_COMPLETE':
      case 'UPDATE_ROLLBACK_COMPLETE':
        return {
          state: 'rolled-back',
          ...(cause ? sayAll(say('stack.rolled_back'), cause) : say('stack.cancelled_update'))
        }
      default:
        return {
          state: 'failed',
          ...sayAll(
            say('stack.stopped', { status }),
            cause ?? say('stack.no_reason'),
            say('stack.open_console')
          )
        }
    }
  }
}

/** Whoever asked for it says what is done. */
const done: WatchEnd = { state: 'done', ...sayAll() }

const lostSight = (why: ChatError): WatchEnd => ({
  state: 'failed',
  ...sayAll(say('stack.lost_sight'), sayError(why), say('stack.plan_again'))
})
