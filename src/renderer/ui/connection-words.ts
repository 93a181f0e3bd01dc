import type { Connection } from '../../shared/contract'
import { saidText, t, type Message } from '../text/words'

/** What the connection is called on the screen. `tone` picks its colour. */
export interface ConnectionWords {
  readonly tone: 'good' | 'waiting' | 'bad'
  readonly label: string
  readonly detail: string
}

const labels: Record<
  Connection['state'],
  { readonly tone: ConnectionWords['tone']; readonly label: Message }
> = {
  starting: { tone: 'waiting', label: 'Starting' },
  online: { tone: 'good', label: 'Online' },
  throttled: { tone: 'waiting', label: 'Slowed down' },
  reconnecting: { tone: 'waiting', label: 'Reconnecting' },
  offline: { tone: 'bad', label: 'Offline' },
  paused: { tone: 'waiting', label: 'Paused' }
}

/** The connection in words; a broken way to the host itself comes before anything the host said earlier. */
export function connectionWords(connection: Connection | null, linkUp: boolean): ConnectionWords {
  if (!linkUp) {
    return {
      tone: 'bad',
      label: t('Not connected to ChatAPP'),
      detail: t(
        'This page lost its connection to ChatAPP and keeps trying. If ChatAPP was ended, start it again and open the link it prints.'
      )
    }
  }
  if (!connection) return { tone: 'waiting', label: t('Starting'), detail: '' }
  const { tone, label } = labels[connection.state]
  return { tone, label: t(label), detail: saidText(connection.said, connection.detail) }
}

/** "1 message waits", "3 messages wait"; empty when the outbox is empty. */
export const outboxWords = (outbox: number): string =>
  outbox === 0 ? '' : t('{outbox, plural, one {# message waits} other {# messages wait}}', { outbox })

/** "3 in 12 ms": how many answers and their median round trip. */
export const roundTripWords = (connection: Connection | null, format: (ms: number) => string): string =>
  connection?.roundTrip
    ? t('{count, number} in {time}', {
        count: connection.roundTrip.count,
        time: format(connection.roundTrip.p50Ms)
      })
    : ''
