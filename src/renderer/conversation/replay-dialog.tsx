import { Check, X } from 'lucide-react'
import { useEffect, useId, useState, type SubmitEvent } from 'react'
import { backendName } from '../../shared/backend-words'
import type { DiffLine, ReplayStep } from '../../shared/contract'
import { useBackends } from '../store/backends-store'
import { createReplayStore, useReplay } from '../store/replay-store'
import { isRunning, useTransfer } from '../store/transfer-store'
import { useChat, useStores, useView } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { duration } from '../text/time'
import { errorText, t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import css from './replay-dialog.module.css'

/** Saves a chat as a recording, and sends a recording again: what is answered otherwise stands below. */
export function ReplayDialog({ conversationId }: { conversationId: string }) {
  const close = useView((state) => state.closeDialog)
  const running = useReplay((state) => state.running)
  const cancel = useReplay((state) => state.cancel)
  return (
    <ModalDialog label={t('Record and replay')}>
      <div className={dialog['form']}>
        <h2>{t('Record and replay')}</h2>
        <p>
          {t(
            'The requests of a chat are sent again, beside the chats, and the answers compared with those of then. Times, ids and lengths of time are masked. Handlers with effects have them again.'
          )}
        </p>
        <Save conversationId={conversationId} />
        <Wish conversationId={conversationId} />
        <Results />
        <div className={dialog['foot']}>
          {running && <Button onClick={cancel}>{t('Cancel the replay')}</Button>}
          <Button onClick={close}>{t('Close')}</Button>
        </div>
      </div>
    </ModalDialog>
  )
}

/** The chat as a file: an export of it. */
function Save({ conversationId }: { conversationId: string }) {
  const chat = useChat((state) => state.conversations.get(conversationId))
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const transfer = useTransfer((state) => state.transfer)
  const exportMessages = useTransfer((state) => state.exportMessages)
  if (!chat) return null
  const save = (): void =>
    void exportMessages({ profile, chat: { id: chat.id, title: chatTitle(chat) }, format: 'jsonl' })
  return (
    <>
      <div className={css['save']}>
        <Button disabled={isRunning(transfer)} onClick={save}>
          {t('Save this chat as a recording…')}
        </Button>
        <output className={css['soft']}>{transfer.kind === 'exported' && t('Saved.')}</output>
      </div>
      {transfer.kind === 'failed' && (
        <ErrorNote title={t('The recording was not saved')} error={transfer.error} />
      )}
    </>
  )
}

/** What is to be sent again, where, and what is not compared. */
function Wish({ conversationId }: { conversationId: string }) {
  const replay = useStores().of(createReplayStore)
  const running = useReplay((state) => state.running)
  const watch = useBackends((state) => state.watch)
  const backends = useBackends((state) => state.backends)
  const activeId = useBackends((state) => state.activeId)
  const [file, setFile] = useState<File | null>(null)
  const [backendId, setBackendId] = useState<string | null>(null)
  const [masks, setMasks] = useState('')
  const [seconds, setSeconds] = useState(30)
  const id = useId()
  useEffect(() => watch(), [watch])
  const start = (event: SubmitEvent): void => {
    event.preventDefault()
    void replay.getState().start({
      file,
      conversationId,
      backendId: backendId ?? activeId,
      masks: masks.split('\n').filter((line) => line !== ''),
      timeoutSeconds: seconds
    })
  }
  return (
    <form className={css['wish']} onSubmit={start}>
      <label htmlFor={`${id}-file`}>{t('Recording')}</label>
      <input
        id={`${id}-file`}
        type="file"
        accept=".jsonl"
        aria-describedby={`${id}-file-hint`}
        onChange={({ target }) => setFile(target.files?.[0] ?? null)}
      />
      <p id={`${id}-file-hint`} className={css['hint']}>
        {file === null
          ? t('Without a file it is this chat as it stands.')
          : t('What was saved in {name}.', { name: file.name })}
      </p>
      <label htmlFor={`${id}-backend`}>{t('Ask')}</label>
      <select
        id={`${id}-backend`}
        value={backendId ?? activeId}
        onChange={({ target }) => setBackendId(target.value)}
      >
        {(backends ?? []).map((one) => (
          <option key={one.id} value={one.id}>
            {backendName(one)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-seconds`}>{t('Wait for each answer, in seconds')}</label>
      <input
        id={`${id}-seconds`}
        type="number"
        min={1}
        max={900}
        required
        value={seconds}
        onChange={({ target }) => setSeconds(target.valueAsNumber || 1)}
      />
      <label htmlFor={`${id}-masks`}>{t('What else differs each time')}</label>
      <textarea
        id={`${id}-masks`}
        rows={2}
        spellCheck={false}
        value={masks}
        aria-describedby={`${id}-masks-hint`}
        onChange={({ target }) => setMasks(target.value)}
      />
      <p id={`${id}-masks-hint`} className={css['hint']}>
        {t('Regular expressions, one a line.')}
      </p>
      <Button kind="primary" type="submit" disabled={running}>
        {running ? t('Replaying…') : t('Replay')}
      </Button>
    </form>
  )
}

/** How far it is, and what became of each request. */
function Results() {
  const running = useReplay((state) => state.running)
  const steps = useReplay((state) => state.steps)
  const total = useReplay((state) => state.total)
  const outcome = useReplay((state) => state.outcome)
  const error = useReplay((state) => state.error)
  return (
    <>
      {running && (
        <progress aria-label={t('Replay')} {...(total > 0 ? { value: steps.length, max: total } : {})} />
      )}
      <output aria-label={t('Result of the replay')}>
        {running && total > 0 && t('{done, number} of {total, number}', { done: steps.length, total })}
        {outcome?.cancelled &&
          t('Cancelled after {done, number} of {total, number}.', {
            done: outcome.same + outcome.different,
            total: outcome.total
          })}
        {outcome &&
          !outcome.cancelled &&
          (outcome.different === 0
            ? t('All {total, number} were answered as recorded.', { total: outcome.total })
            : t('{different, number} of {total, number} were answered otherwise.', {
                different: outcome.different,
                total: outcome.total
              }))}
      </output>
      {error && <ErrorNote title={t('The replay did not begin')} error={error} />}
      {steps.length > 0 && (
        <ol className={css['steps']} aria-label={t('Requests')}>
          {steps.map((step) => (
            <Step key={step.number} step={step} />
          ))}
        </ol>
      )}
    </>
  )
}

function Step({ step }: { step: ReplayStep }) {
  const { verdict, request, diff, error, ms } = step
  const same = verdict === 'same'
  const Icon = same ? Check : X
  const words = {
    same: t('as recorded'),
    different: t('answered otherwise'),
    unanswered: t('not answered in time'),
    refused: t('not sent')
  }[verdict]
  return (
    <li>
      <details open={!same}>
        <summary>
          <Icon size={14} aria-hidden className={same ? css['good'] : css['bad']} />
          <bdi className={css['request']}>{request}</bdi>
          <span className={css['soft']}>
            {words}
            {ms !== null && ` · ${duration(ms)}`}
          </span>
        </summary>
        {error && <p className={css['bad']}>{errorText(error)}</p>}
        <ol className={css['diff']} aria-label={t('Differences')}>
          {diff.map((line, at) => (
            // Lines have no other name.
            // oxlint-disable-next-line react/no-array-index-key
            <Line key={at} line={line} />
          ))}
        </ol>
      </details>
    </li>
  )
}

function Line({ line: { side, kind, text } }: { line: DiffLine }) {
  const said = { both: '', recorded: t('recorded:'), replayed: t('now:') }[side]
  const sign = { both: ' ', recorded: '−', replayed: '+' }[side]
  return (
    <li data-side={side}>
      <span aria-hidden>{sign}</span>
      {said !== '' && <span className="visually-hidden">{said}</span>}
      <span dir="auto">
        {kind === 'error' && <em>{t('Error:')} </em>}
        {kind === 'none' ? <em>{t('no answer')}</em> : text}
      </span>
    </li>
  )
}
