import { useChat } from '../store/stores'
import css from './connection-status.module.css'
import { connectionWords, outboxWords } from './connection-words'
import { saidText, t } from '../text/words'

/** The landmark that says how the connection is; `short` leaves out where to. */
export function ConnectionStatus({ short = false }: { short?: boolean }) {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  const { tone, label, detail } = connectionWords(connection, linkUp)
  const waiting = outboxWords(connection?.outbox ?? 0)
  return (
    <output aria-label={t('Connection')} className={css['status']} title={detail}>
      <Dot tone={tone} />
      <span className={css['label']}>{label}</span>
      {!short && connection && linkUp && (
        <bdi className={css['backend']}>
          {waiting === '' ? saidText(connection.labelSaid, connection.label) : waiting}
        </bdi>
      )}
    </output>
  )
}

/** A dot in the colour of a state. Words beside it say the same. */
export const Dot = ({ tone }: { tone: 'good' | 'waiting' | 'bad' }) => (
  <span aria-hidden className={`${css['dot']} ${css[tone]}`} />
)
