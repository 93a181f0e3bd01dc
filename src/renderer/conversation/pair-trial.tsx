import { useEffect, useId, useState, type SubmitEvent } from 'react'
import type { WireError } from '../../shared/errors'
import { createPairs, usePairs, type Trial } from '../store/pairs-store'
import { useStores } from '../store/stores'
import { errorText, t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import rawCss from '../ui/raw.module.css'
import css from './pair-dialog.module.css'
import { showPairChat } from './pair-notes'

/** Sends one message, and shows both sides: how it was sent, how its reply came, and how that is read. */
export function PairTrial({ conversationId, onBack }: { conversationId: string; onBack: () => void }) {
  const stores = useStores()
  const trial = usePairs((state) => state.trial)
  const [text, setText] = useState(() => t('Hello from ChatAPP'))
  const [error, setError] = useState<WireError | null>(null)
  const id = useId()
  const pairs = stores.of(createPairs)
  useEffect(() => () => pairs.getState().end(), [pairs])
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setError(await pairs.getState().begin(conversationId, text))
  }
  return (
    <>
      <p>{t('One real message, to see both sides. It stays in the chat.')}</p>
      <form className={css['form']} onSubmit={(event) => void send(event)}>
        <label htmlFor={id}>{t('Message')}</label>
        <div className={css['place']}>
          <input
            id={id}
            dir="auto"
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Button kind="primary" type="submit" disabled={text.trim() === ''}>
            {t('Send it')}
          </Button>
        </div>
      </form>
      {error && <ErrorNote title={t('It was not sent')} error={error} />}
      {trial?.conversationId === conversationId && <Sides trial={trial} />}
      <div className={dialog['foot']}>
        <Button onClick={onBack}>{t('Change the queues')}</Button>
        <Button onClick={() => showPairChat(stores, conversationId)}>{t('Done')}</Button>
      </div>
    </>
  )
}

function Sides({ trial }: { trial: Trial }) {
  const { sent, reply, strangers } = trial
  const pair = sent?.message.pair
  return (
    <>
      <div className={css['sides']}>
        {sent && (
          <Side
            label={t('Sent to {queue}', { queue: pair?.requestQueue ?? '' })}
            body={sent.rawBody}
            attributes={sent.attributes}
          />
        )}
        {reply ? (
          <Side
            label={t('Came on {queue}', { queue: pair?.replyQueue ?? '' })}
            body={reply.rawBody}
            attributes={reply.attributes}
          />
        ) : (
          <Waiting trial={trial} />
        )}
      </div>
      {reply && (
        <section aria-label={t('Read as')} className={css['read']}>
          <h3>{t('Read as')}</h3>
          <p dir="auto">{reply.message.text}</p>
          <ReadNotes pair={reply.message.pair} />
        </section>
      )}
      {!reply && strangers.length > 0 && (
        <section aria-label={t('Came, and fits to no request')} className={css['read']}>
          <h3>{t('Came, and fits to no request')}</h3>
          <p className={css['hint']}>
            {t('If one of these is the reply, change where the id of the request is.')}
          </p>
          {strangers.map(({ at, body, attributes, ids }) => (
            <Side
              key={`${at} ${body}`}
              label={
                ids.length === 0 ? t('It names no request') : t('It names {ids}', { ids: ids.join(', ') })
              }
              body={body}
              attributes={attributes}
            />
          ))}
        </section>
      )}
    </>
  )
}

/** What of a reply is not sure. */
function ReadNotes({ pair }: { pair: { guess?: true | undefined; whole?: true | undefined } | undefined }) {
  return (
    <>
      {pair?.guess && (
        <p className={css['hint']}>
          {t('It names no request: taken for the answer to the oldest one, which is a guess.')}
        </p>
      )}
      {pair?.whole && (
        <p className={css['hint']}>{t('Its text was not where it should be, so this is all of it.')}</p>
      )}
    </>
  )
}

/** Why nothing has come yet. */
function Waiting({ trial: { sent } }: { trial: Trial }) {
  const message = sent?.message
  const words =
    message?.status === 'failed' || (message?.status === 'queued' && message.reason)
      ? message.reason && errorText(message.reason)
      : message?.status === 'sent' && message.pair?.replyQueue === null
        ? t('SQS has it. No reply is awaited from this queue.')
        : message?.status === 'sent'
          ? t('SQS has it. Waiting for the reply…')
          : t('Waiting to be sent…')
  return (
    <section className={css['side']} aria-label={t('Reply')}>
      <h3>{t('Reply')}</h3>
      <output className={css['hint']}>{words}</output>
    </section>
  )
}

interface SideProps {
  readonly label: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A message as it stands on the wire. */
function Side({ label, body, attributes }: SideProps) {
  const own = Object.entries(attributes).filter(([name]) => !systemNames.has(name))
  return (
    <section className={css['side']} aria-label={label}>
      <h3>
        <bdi>{label}</bdi>
      </h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={`${rawCss['raw']} ${css['body']}`} tabIndex={0}>
        <pre dir="ltr">{body}</pre>
      </div>
      {own.length > 0 && (
        <dl className={css['attributes']}>
          {own.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

/** What SQS itself says of a message. */
const systemNames: ReadonlySet<string> = new Set([
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'AWSTraceHeader'
])
