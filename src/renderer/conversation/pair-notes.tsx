import { ArrowLeft, ArrowRight, SlidersHorizontal } from 'lucide-react'
import { useEffect } from 'react'
import { backendName } from '../../shared/backend-words'
import type { Conversation } from '../../shared/contract'
import { useBackends } from '../store/backends-store'
import { createPairs } from '../store/pairs-store'
import { useStores, useView, type Stores } from '../store/stores'
import { t } from '../text/words'
import { IconButton } from '../ui/icon-button'
import css from './pair-notes.module.css'

/** Shows a chat once its queues are as they should be. */
export function showPairChat({ chat, view }: Stores, id: string): void {
  view.getState().closeDialog()
  view.getState().show('chat')
  void chat.getState().open(id)
  view.getState().focusComposer()
}

/** Over a chat that is bound to queues: which, and why its messages wait if they do. */
export default function PairNote({ chat: { id, pair } }: { chat: Conversation }) {
  const { of } = useStores()
  const openDialog = useView((state) => state.openDialog)
  const watch = useBackends((state) => state.watch)
  const activeId = useBackends((state) => (state.backends ? state.activeId : null))
  const backend = useBackends((state) => state.backends?.find((one) => one.id === pair?.backendId))
  useEffect(() => watch(), [watch])
  useEffect(() => of(createPairs).getState().watch(id), [of, id])
  if (!pair) return null
  const elsewhere = activeId !== null && activeId !== pair.backendId
  const problem = pair.unconfirmed
    ? t('These queues came with an import. Nothing goes there before you have looked at them and saved them.')
    : elsewhere && backend
      ? t('They belong to “{backend}”, which is not in use: messages wait.', {
          backend: backendName(backend)
        })
      : elsewhere
        ? t('They belong to a backend that is not here any more: messages wait.')
        : null
  return (
    <div className={css['note']} data-warn={problem === null ? undefined : true}>
      <span className={css['queue']} title={t('Messages go to {queue}', { queue: pair.requestQueue })}>
        <ArrowRight size={14} aria-hidden />
        <span className="visually-hidden">{t('Messages go to')} </span>
        <bdi>{pair.requestQueue}</bdi>
      </span>
      {pair.replyQueue === null ? (
        <span className={css['soft']}>{t('no replies')}</span>
      ) : (
        <span className={css['queue']} title={t('Replies come on {queue}', { queue: pair.replyQueue })}>
          <ArrowLeft size={14} aria-hidden />
          <span className="visually-hidden">{t('Replies come on')} </span>
          <bdi>{pair.replyQueue}</bdi>
        </span>
      )}
      {problem !== null && <strong>{problem}</strong>}
      <IconButton
        icon={SlidersHorizontal}
        label={t('Queues of this chat…')}
        onClick={() => openDialog({ kind: 'pair', conversationId: id })}
      />
    </div>
  )
}
