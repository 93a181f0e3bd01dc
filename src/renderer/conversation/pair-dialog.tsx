import { useEffect, useState } from 'react'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import { draftOf, emptyDraft, type PairDraft } from '../store/pair-draft'
import { createPairs } from '../store/pairs-store'
import { useBackends } from '../store/backends-store'
import { useChat, useStores } from '../store/stores'
import { t } from '../text/words'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import { Skeleton } from '../ui/skeleton'
import { PairForm } from './pair-form'
import { PairTrial } from './pair-trial'

/** What the form begins with, and the attributes of the envelope. */
interface Begun {
  readonly draft: PairDraft
  readonly attributes: readonly OwnAttribute[]
}

/** Binds a chat to any pair of queues, in two steps: which queues and what a message looks like there, then a trial. */
export function PairDialog({ conversationId }: { conversationId: string | null }) {
  const [chatId, setChatId] = useState(conversationId)
  const [trying, setTrying] = useState(false)
  const label = conversationId === null ? t('New chat with other queues') : t('Queues of this chat')
  return (
    <ModalDialog label={label}>
      <div className={dialog['form']}>
        <h2>{label}</h2>
        <ol className="visually-hidden">
          <li aria-current={trying ? undefined : 'step'}>{t('Queues and envelope')}</li>
          <li aria-current={trying ? 'step' : undefined}>{t('Try it')}</li>
        </ol>
        {trying && chatId !== null ? (
          <PairTrial conversationId={chatId} onBack={() => setTrying(false)} />
        ) : (
          <Form
            key={chatId}
            conversationId={chatId}
            onSaved={(id) => {
              setChatId(id)
              setTrying(true)
            }}
          />
        )}
      </div>
    </ModalDialog>
  )
}

function Form({ conversationId, onSaved }: { conversationId: string | null; onSaved: (id: string) => void }) {
  const { of } = useStores()
  const watch = useBackends((state) => state.watch)
  const activeId = useBackends((state) => (state.backends ? state.activeId : null))
  const title = useChat((state) => state.conversations.get(conversationId ?? '')?.title ?? '')
  const [begun, setBegun] = useState<Begun | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  useEffect(() => watch(), [watch])
  useEffect(() => {
    if (activeId === null) return
    const begin = async (): Promise<Begun | WireError> => {
      if (conversationId === null) return { draft: emptyDraft(activeId), attributes: [] }
      const found = await of(createPairs).getState().load(conversationId)
      if (!found.ok) return found.error
      if (!found.value) return { draft: { ...emptyDraft(activeId), title }, attributes: [] }
      const { backendId, pair } = found.value
      const { envelope } = pair
      return {
        draft: draftOf(title, backendId, pair),
        attributes: envelope.kind === 'chatapp' ? [] : envelope.attributes
      }
    }
    void begin().then((found) => ('code' in found ? setError(found) : setBegun((before) => before ?? found)))
  }, [of, activeId, conversationId, title])
  if (error) return <ErrorNote title={t('The queues of this chat could not be read')} error={error} />
  if (!begun) return <Skeleton lines={6} label={t('Loading the queues of this chat')} />
  return <PairForm conversationId={conversationId} {...begun} onSaved={onSaved} />
}
