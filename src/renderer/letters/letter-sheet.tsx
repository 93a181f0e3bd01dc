import { X } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import type { DryRun, LetterDetail } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { useStores } from '../store/stores'
import { exactTime } from '../text/time'
import { textDiff } from '../text/text-diff'
import { visible, visibleLines } from '../text/visible'
import { formatNumber, t } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { IconButton } from '../ui/icon-button'
import { lazyPart } from '../ui/lazy-part'
import { Skeleton } from '../ui/skeleton'
import { BodyView, bytesWords } from './body-view'
import type { LetterDialog } from './letter-dialogs'
import { wordsOf } from './line'
import { useLocked } from './lock-strip'
import css from './letter-sheet.module.css'

const Drawer = lazyPart(() => import('../ui/drawer'))

/** Longer texts are shown by their beginning, in characters; edited they are whole. */
const SHOWN = 20_000

/** One letter with all that it says, over the list. */
export function LetterSheet({ ask }: { ask: (dialog: LetterDialog) => void }) {
  const open = useLetters((state) => state.open)
  const detail = useLetters((state) => state.detail)
  const openLetter = useLetters((state) => state.openLetter)
  const name = useLetters((state) => state.at) ? t('Message') : t('Letter')
  return (
    <Suspense>
      <Drawer label={name} side="end" wide isOpen={open !== null} onClose={() => void openLetter(null)}>
        <div className={css['sheet']}>
          <div className={css['head']}>
            <h2>{name}</h2>
            <IconButton icon={X} label={t('Close')} onClick={() => void openLetter(null)} />
          </div>
          {detail ? (
            <Letter key={`${detail.id} ${detail.changed ?? ''}`} detail={detail} ask={ask} />
          ) : (
            <Skeleton lines={6} label={t('Loading the letters')} />
          )}
        </div>
      </Drawer>
    </Suspense>
  )
}

function Letter({ detail, ask }: { detail: LetterDetail; ask: (dialog: LetterDialog) => void }) {
  const [text, setText] = useState(detail.changed ?? detail.editable)
  const dryRun = useLetters((state) => state.dryRun)
  const locked = useLocked()
  const inTray = detail.place === 'tray'
  const free = detail.state === 'free'
  return (
    <>
      <Facts detail={detail} />
      {inTray && free ? (
        <label className={css['edit']}>
          <span>{detail.ours ? t('Text') : t('Body')}</span>
          <textarea
            dir="auto"
            rows={8}
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
      ) : (
        detail.ours && (
          <div className={css['edit']}>
            <span>{t('Text')}</span>
            <pre dir="auto">{visibleLines(detail.editable.slice(0, SHOWN))}</pre>
            {detail.editable.length > SHOWN && (
              <p>{t('… {count, number} more characters', { count: detail.editable.length - SHOWN })}</p>
            )}
          </div>
        )
      )}
      {!detail.ours && (!inTray || !free || detail.layers.length > 0) && <BodyView {...detail} />}
      <Difference before={detail.editable} after={text} />
      <Acts detail={detail} text={text} ask={ask} />
      {!inTray && !locked && <p className={css['hint']}>{t('Take it to edit it.')}</p>}
      <Outcome dryRun={dryRun} />
      <Along detail={detail} />
    </>
  )
}

interface ActsProps {
  readonly detail: LetterDetail
  readonly text: string
  readonly ask: (dialog: LetterDialog) => void
}

/** What can be done with the letter that is open. */
function Acts({ detail, text, ask }: ActsProps) {
  const { act, edit, tryOut, openLetter } = useActs()
  const dryRun = useLetters((state) => state.dryRun)
  const ref = { place: detail.place, id: detail.id }
  const inTray = detail.place === 'tray'
  const locked = useLocked()
  const free = detail.state === 'free' && !locked
  const isNew = text !== (detail.changed ?? detail.editable)
  const close = (): void => void openLetter(null)
  return (
    <div className={css['acts']}>
      {isNew && (
        <Button kind="primary" onClick={() => void edit(detail.id, text)}>
          {t('Keep the change')}
        </Button>
      )}
      {inTray && detail.changed !== null && (
        <Button onClick={() => void edit(detail.id, null)}>{t('Undo the change')}</Button>
      )}
      <Button
        disabled={dryRun === 'running'}
        onClick={() => void tryOut(ref, text === detail.editable ? undefined : text)}
      >
        {t('Try it out')}
      </Button>
      {!inTray && (
        <Button
          disabled={!free}
          onClick={() => {
            close()
            void act('letters.take', { letters: [ref] })
          }}
        >
          {t('Take')}
        </Button>
      )}
      <Button
        disabled={!free || isNew}
        onClick={() => {
          close()
          void act('letters.resend', { letters: [ref], perSecond: null })
        }}
      >
        {t('Send again')}
      </Button>
      {inTray && (
        <Button
          disabled={!free}
          onClick={() => {
            close()
            void act('letters.return', { letters: [ref] })
          }}
        >
          {t('Put back')}
        </Button>
      )}
      <Button
        kind="quiet"
        disabled={!free}
        onClick={() => {
          close()
          ask({ kind: 'delete', letters: [ref] })
        }}
      >
        {t('Delete…')}
      </Button>
    </div>
  )
}

const useActs = () => ({
  act: useLetters((state) => state.act),
  edit: useLetters((state) => state.edit),
  tryOut: useLetters((state) => state.tryOut),
  openLetter: useLetters((state) => state.openLetter)
})

function Facts({ detail }: { detail: LetterDetail }) {
  const at = useLetters((state) => state.at)
  const line = useLetters((state) => state.logs.get(detail.correlationId ?? ''))
  const facts: readonly [string, string | null][] = [
    [t('Cause'), detail.cause ?? (at ? null : t('No cause known'))],
    [t('First line of the log'), line === undefined ? null : wordsOf(line)],
    [t('Attempts'), formatNumber(detail.attempts)],
    [t('Sent at'), exactTime(detail.sentAt)],
    [t('Given up by'), detail.source],
    [t('Group'), detail.groupId]
  ]
  return (
    <>
      <dl className={css['facts']}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd dir="auto">{visible(value.slice(0, 600))}</dd>
              </div>
            )
        )}
      </dl>
    </>
  )
}

/** What SQS carries along with it, and the way to its chat. */
function Along({ detail }: { detail: LetterDetail }) {
  const { correlationId, conversationId } = detail
  const { chat, view } = useStores()
  return (
    <>
      <dl className={css['facts']}>
        {detail.attributes.map(({ name, type, value }) => (
          <div key={name}>
            <dt>
              <bdi>{visible(name)}</bdi> (<bdi>{visible(type)}</bdi>)
            </dt>
            <dd dir="auto">{visible(type.startsWith('Binary') ? bytesWords(value) : value.slice(0, 600))}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(detail.system).length > 0 && (
        <details>
          <summary>{t('What the server says of it')}</summary>
          <dl className={css['facts']}>
            {Object.entries(detail.system).map(([name, value]) => (
              <div key={name}>
                <dt>{visible(name)}</dt>
                <dd dir="auto">{visible(value.slice(0, 600))}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <div className={css['acts']}>
        {conversationId !== null && correlationId !== null && (
          <Button
            kind="quiet"
            onClick={() => {
              view.getState().show('chat')
              void chat.getState().revealMessage(conversationId, correlationId)
            }}
          >
            {t('Show in its chat')}
          </Button>
        )}
        {detail.ours && <CopyButton text={detail.body} label={t('Copy body')} />}
      </div>
    </>
  )
}

/** What was changed, word by word. */
function Difference({ before, after }: { before: string; after: string }) {
  const [shown, setShown] = useState(after)
  useEffect(() => {
    // While somebody types in a long text, it is compared when they pause.
    const timer = setTimeout(() => setShown(after), before.length > SHOWN ? 400 : 0)
    return () => clearTimeout(timer)
  }, [after, before])
  if (shown === before) return null
  return (
    <section aria-label={t('What was changed')} className={css['edit']}>
      <span>{t('What was changed')}</span>
      <pre dir="auto">
        {textDiff(before, shown).map(({ kind, text }, index) => {
          const key = `${index} ${kind}`
          if (kind === 'removed') return <del key={key}>{text.slice(0, SHOWN)}</del>
          if (kind === 'added') return <ins key={key}>{text.slice(0, SHOWN)}</ins>
          return <span key={key}>{around(text)}</span>
        })}
      </pre>
    </section>
  )
}

/** Of a long piece that is the same only what is near to what is not. */
const around = (text: string): string =>
  text.length > 600 ? `${text.slice(0, 300)} … ${text.slice(-300)}` : text

function Outcome({ dryRun }: { dryRun: DryRun | 'running' | null }) {
  if (dryRun === null) return null
  if (dryRun === 'running') return <Skeleton lines={2} label={t('The local processor tries it out')} />
  const { succeeded, replies, log, error, ms } = dryRun
  return (
    <section aria-label={t('What the local processor says')} className={css['edit']}>
      <output>
        {succeeded
          ? t('Tried out in {ms} ms: it would be answered. Nothing was sent.', { ms: formatNumber(ms) })
          : t('Tried out in {ms} ms: it would fail. Nothing was sent.', { ms: formatNumber(ms) })}
      </output>
      {replies.map(({ kind, text, queue }) => (
        <pre key={`${queue} ${text}`} dir="auto" data-bad={kind === 'error' || undefined}>
          {text.slice(0, SHOWN)}
        </pre>
      ))}
      {error !== null && (
        <pre dir="auto" data-bad>
          {error}
        </pre>
      )}
      {log.length > 0 && (
        <details>
          <summary>{t('Log ({count, plural, one {# line} other {# lines}})', { count: log.length })}</summary>
          <pre>{log.join('\n')}</pre>
        </details>
      )}
    </section>
  )
}
