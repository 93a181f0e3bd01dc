import { ShieldAlert } from 'lucide-react'
import { createBackendsStore, useActiveBackend } from '../store/backends-store'
import { useChat, useStores } from '../store/stores'
import { t } from '../text/words'
import { BackendMark } from '../ui/backend-mark'
import { Button } from '../ui/button'
import css from './backend-edge.module.css'

/** Over the composer: where messages go, where there is a choice; and whether the first one has to be meant. */
export function BackendEdge() {
  const backends = useStores().of(createBackendsStore)
  const active = useActiveBackend()
  const outbox = useChat((state) => state.connection?.outbox ?? 0)
  if (!active) return null
  const { name, colour, processor, asksFirst } = active
  return (
    <>
      {asksFirst && (
        <div className={css['protected']} data-backend-colour={colour}>
          <ShieldAlert size={16} aria-hidden />
          <output>
            {outbox === 0
              ? t('“{name}” is protected: nothing is sent there before you say so.', { name })
              : t(
                  '“{name}” is protected: nothing is sent there before you say so. {outbox, plural, one {# message waits} other {# messages wait}}.',
                  { name, outbox }
                )}
          </output>
          {outbox > 0 && (
            <Button onClick={() => void backends.getState().confirm()}>{t('Send them there')}</Button>
          )}
        </div>
      )}
      <p className={css['edge']} data-backend-colour={colour}>
        <BackendMark colour={colour} />
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {processor === 'here' && <span>{t('processor: here')}</span>}
      </p>
    </>
  )
}
