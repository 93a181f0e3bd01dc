import { Info } from 'lucide-react'
import { useEffect } from 'react'
import { useChat, useView } from '../store/stores'
import { Button } from '../ui/button'
import type { QueueStatus } from '../../shared/contract'
import warning from '../ui/warning.module.css'
import css from './monitoring.module.css'
import { useQueues } from '../store/queues-store'
import { useBackends } from '../store/backends-store'
import { rich, t } from '../text/words'

/** Says that replies come over the shared queue, what that means, and the way out. */
export function SharedQueueNotice() {
  const responseQueue = useChat((state) => state.info?.responseQueue ?? null)
  const shared = useQueues((state) => usesSharedQueue(state.queues, responseQueue))
  const activeId = useBackends((state) => state.activeId)
  const watch = useBackends((state) => state.watch)
  const openAws = useView((state) => state.openAws)
  useEffect(() => watch(), [watch])
  if (!shared) return null
  return (
    <div className={warning['warning']}>
      <Info size={16} aria-hidden />
      <div className={css['notice']}>
        <p>
          {rich(
            'Replies come over the {shared}, because ChatAPP may not create a queue of its own. They arrive later when others use it too. Allow {action} for a queue of your own.',
            { shared: <b>{t('shared response queue')}</b>, action: <code>sqs:CreateQueue</code> }
          )}
        </p>
        <Button onClick={() => openAws({ kind: 'check', backendId: activeId })}>
          {t('Show the policy')}
        </Button>
      </div>
    </div>
  )
}

/** Whether this installation has no response queue of its own and takes its replies from the shared one. */
function usesSharedQueue(queues: readonly QueueStatus[] | null, responseQueue: string | null): boolean {
  if (!queues) return false
  const shared = queues.find(({ role }) => role === 'shared-response')
  if (!shared) return false
  return shared.name === responseQueue || !queues.some(({ role }) => role === 'response')
}
