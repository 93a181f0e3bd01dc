import type { Faults } from '../../shared/contract'
import { type Message } from '../text/words'

type Named<K extends keyof Faults> = {
  readonly fault: K
  readonly name: Message
  readonly description: Message
}
type KeyOf<T> = { [K in keyof Faults]: Faults[K] extends T ? K : never }[keyof Faults]

type Delay = 'delayMs' | 'tableDelayMs'
/** What happens once, at a certain call, is for tests: no window shows it. */
type Once = 'crashBeforeCall' | 'crashAfterCall' | 'loseAnswerOfCall'

/** One fault as the fault lab shows it, by how it is set. */
export type FaultRow =
  | ({ readonly kind: 'rate' } & Named<Exclude<KeyOf<number>, Delay | Once>>)
  | ({ readonly kind: 'seconds' } & Named<Delay>)
  | ({ readonly kind: 'switch' } & Named<KeyOf<boolean>>)

/** All faults, by what they trouble. */
export const faultGroups: readonly {
  readonly title: Message | 'MessageProcessor'
  readonly rows: readonly FaultRow[]
}[] = [
  {
    title: 'Connection',
    rows: [
      { kind: 'switch', fault: 'offline', name: 'Offline', description: 'Every connection is cut.' },
      {
        kind: 'switch',
        fault: 'expireCredentials',
        name: 'Expired credentials',
        description: 'Every call is answered with ExpiredToken.'
      },
      {
        kind: 'rate',
        fault: 'throttle',
        name: 'Throttle',
        description: 'Calls that are answered with RequestThrottled.'
      }
    ]
  },
  {
    title: 'Delivery',
    rows: [
      {
        kind: 'rate',
        fault: 'duplicate',
        name: 'Duplicate',
        description: 'Messages that are delivered twice.'
      },
      {
        kind: 'rate',
        fault: 'reorder',
        name: 'Reorder',
        description: 'Receives whose messages come in another order.'
      },
      { kind: 'rate', fault: 'drop', name: 'Drop', description: 'Messages that are accepted, then lost.' },
      {
        kind: 'seconds',
        fault: 'delayMs',
        name: 'Delay',
        description: 'Every message becomes visible up to this much later.'
      }
    ]
  },
  {
    title: 'MessageProcessor',
    rows: [
      {
        kind: 'rate',
        fault: 'poison',
        name: 'Poison',
        description: 'Requests on which the handler throws, every time.'
      },
      {
        kind: 'rate',
        fault: 'crashProcessor',
        name: 'Crash',
        description: 'Invocations that die half-way.'
      },
      {
        kind: 'rate',
        fault: 'timeoutProcessor',
        name: 'Time out',
        description: 'Invocations that take too long and are stopped.'
      },
      {
        kind: 'rate',
        fault: 'crashCalls',
        name: 'Crash at a call',
        description: 'Calls to queues and table before or after which it dies.'
      },
      {
        kind: 'rate',
        fault: 'loseAnswers',
        name: 'Lose answers',
        description: 'Calls that take effect and whose answer never arrives.'
      }
    ]
  },
  {
    title: 'Table of rooms',
    rows: [
      {
        kind: 'rate',
        fault: 'tableThrottle',
        name: 'Throttled table',
        description: 'Calls that are answered with ProvisionedThroughputExceeded.'
      },
      {
        kind: 'seconds',
        fault: 'tableDelayMs',
        name: 'Slow table',
        description: 'Every call is answered up to this much later.'
      },
      {
        kind: 'switch',
        fault: 'tableMissing',
        name: 'Missing table',
        description: 'As if there were no table.'
      }
    ]
  }
]
