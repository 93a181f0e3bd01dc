import { List, RefreshCw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Told } from '../../shared/said'
import { useLetters, type Desk, type DeskPlace } from '../store/letters-store'
import { useChat, useView } from '../store/stores'
import { formatNumber, saidText, t } from '../text/words'
import { BarButton } from '../ui/bar-button'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { CopyButton } from '../ui/copy-button'
import { Options } from '../ui/options'
import { Skeleton } from '../ui/skeleton'
import { NARROW, useMedia } from '../ui/use-media'
import { ViewHeader } from '../ui/view-header'
import { ActLog } from './act-log'
import { LetterDialogs, type LetterDialog } from './letter-dialogs'
import { LetterList } from './letter-list'
import { LetterSheet } from './letter-sheet'
import { LockStrip, useLocked } from './lock-strip'
import { WorkStrip } from './work-strip'
import css from './letters.module.css'

/**
 * The desk for dead letters: what lies in the queue, what was taken, and what was done. `at`: another queue that it stands
 * at.
 */
export default function LettersView({ at }: { at?: DeskPlace | undefined }) {
  const watch = useLetters((state) => state.watch)
  const lookAgain = useLetters((state) => state.lookAgain)
  const looked = useLetters((state) => state.letters !== null || state.error !== null)
  const show = useView((state) => state.show)
  const narrow = useMedia(NARROW)
  const [dialog, setDialog] = useState<LetterDialog | null>(null)
  useEffect(() => watch(at), [watch, at])
  return (
    <>
      <ViewHeader title={titleOf(at, narrow)}>
        {at ? (
          <BarButton quiet icon={List} label={t('Queue desk')} onClick={() => show('desk')} />
        ) : (
          <BarButton quiet icon={List} label={t('All queues')} onClick={() => show('queues')} />
        )}
        {looked && <BarButton icon={RefreshCw} label={t('Look again')} onClick={() => void lookAgain()} />}
        <More open={setDialog} />
      </ViewHeader>
      <div className={css['pane']} data-pane>
        {at && <LockStrip />}
        <Sides />
        <WorkStrip />
        <Trouble />
        <Side open={setDialog} />
      </div>
      <LetterSheet ask={setDialog} />
      {dialog && <LetterDialogs dialog={dialog} close={() => setDialog(null)} />}
    </>
  )
}

function titleOf(at: DeskPlace | undefined, narrow: boolean): string {
  if (!at) return t('Dead letters')
  return narrow ? at.queue : t('Messages in {queue}', { queue: at.queue })
}

/** What is done with the queue, the tray or the log as a whole. */
function More({ open }: { open: (dialog: LetterDialog) => void }) {
  const save = useLetters((state) => state.save)
  const load = useLetters((state) => state.load)
  const locked = useLocked()
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const file = useRef<HTMLInputElement>(null)
  return (
    <>
      <Options
        of={t('the dead letters')}
        options={[
          ...(locked ? [] : [{ text: t('Move all back…'), act: () => open({ kind: 'redrive' }) }]),
          { text: t('Export the tray'), act: () => void save('tray', profile) },
          { text: t('Import into the tray…'), act: () => file.current?.click() },
          { text: t('Export the log'), act: () => void save('acts', profile) },
          ...(locked
            ? []
            : [{ text: t('Purge the queue…'), danger: true, act: () => open({ kind: 'purge' }) }])
        ]}
      />
      <input
        ref={file}
        type="file"
        hidden
        accept=".jsonl,application/jsonl"
        aria-label={t('Letters to import')}
        onChange={({ target }) => {
          const [chosen] = target.files ?? []
          if (chosen) void load(chosen)
          target.value = ''
        }}
      />
    </>
  )
}

function Sides() {
  const desk = useLetters((state) => state.desk)
  const show = useLetters((state) => state.show)
  const total = useLetters((state) => state.total)
  const trayTotal = useLetters((state) => state.trayTotal)
  const sides: readonly [Desk, string][] = [
    ['queue', t('In the queue ({total})', { total: formatNumber(total) })],
    ['tray', t('Tray ({total})', { total: formatNumber(trayTotal) })],
    ['acts', t('What was done')]
  ]
  return (
    <div className={css['sides']} role="tablist" aria-label={t('Sides of the desk')}>
      {sides.map(([side, label]) => (
        <button
          key={side}
          type="button"
          role="tab"
          aria-selected={side === desk}
          className={css['side']}
          onClick={() => show(side)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function Trouble() {
  const error = useLetters((state) => state.error)
  const policy = useLetters((state) => state.policy)
  const lookAgain = useLetters((state) => state.lookAgain)
  if (!error) return null
  return (
    <div className={css['trouble']}>
      <ErrorNote title={t('This could not be done')} error={error}>
        <Button onClick={() => void lookAgain()}>{t('Look again')}</Button>
      </ErrorNote>
      {policy && (
        <div className={css['policy']}>
          <p>{t('This is the smallest policy that lets you work at the desk. Put it in at:')}</p>
          <p>
            <strong>{policy.consolePath}</strong>
          </p>
          <pre className={css['policyText']}>{policy.policy}</pre>
          <CopyButton text={policy.policy} label={t('Copy the policy')} />
        </div>
      )}
    </div>
  )
}

/** What a look did, above what it showed. */
function LookNote() {
  const look = useLetters((state) => state.look)
  const letters = useLetters((state) => state.letters)
  if (!look || !letters || letters.length === 0) return null
  return (
    <p className={css['note']}>
      {look.effect === 'received' &&
        t('This look took {count, plural, one {# request} other {# requests}}.', {
          count: look.requests
        })}{' '}
      {look.effect === 'none'
        ? t('Looking changes nothing here: no letter is received, hidden or counted.')
        : t(
            'On AWS to look is to receive: each look adds one to the attempts of what it shows and hides it for up to {seconds} s. These are released again.',
            { seconds: look.hiddenSeconds }
          )}
    </p>
  )
}

function Side({ open }: { open: (dialog: LetterDialog) => void }) {
  const desk = useLetters((state) => state.desk)
  const letters = useLetters((state) => state.letters)
  const tray = useLetters((state) => state.tray)
  const more = useLetters((state) => state.more)
  const error = useLetters((state) => state.error)
  const at = useLetters((state) => state.at)
  const looking = useLetters((state) => state.looking)
  const lookAgain = useLetters((state) => state.lookAgain)
  if (desk === 'acts') return <ActLog />
  const shown = desk === 'queue' ? letters : tray
  if (shown === null) {
    if (desk === 'queue' && at?.cost && !looking) return error ? null : <Price cost={at.cost} />
    return error ? null : <Skeleton lines={8} label={t('Loading the letters')} />
  }
  if (shown.length === 0) return error ? null : <Empty desk={desk} />
  return (
    <>
      {desk === 'queue' && <LookNote />}
      <LetterList letters={shown} ask={open} />
      {desk === 'queue' && more && (
        <p className={css['note']}>
          {t('There are more.')}{' '}
          <Button onClick={() => void lookAgain(Math.min(1000, shown.length * 2))}>{t('Show more')}</Button>
        </p>
      )}
    </>
  )
}

/** What a look costs, before there is one. */
function Price({ cost }: { cost: readonly Told[] }) {
  const lookAgain = useLetters((state) => state.lookAgain)
  return (
    <div className={css['price']}>
      <h2>{t('What a look costs')}</h2>
      <ul>
        {cost.map(({ said, detail }) => (
          <li key={detail} dir="auto">
            {saidText(said, detail)}
          </li>
        ))}
      </ul>
      <div>
        <Button kind="primary" onClick={() => void lookAgain()}>
          {t('Look at up to 10 messages')}
        </Button>
      </div>
    </div>
  )
}

function Empty({ desk }: { desk: Desk }) {
  const at = useLetters((state) => state.at)
  const nothing = at
    ? t('No message can be had here now. What is hidden, delayed or with a function is not shown.')
    : t('No letter lies here. What fails too often comes here, and waits for you.')
  return (
    <div className={css['empty']}>
      <p>
        {desk === 'queue'
          ? nothing
          : t(
              'The tray is empty. Take letters out of the queue to edit them, try them out and send them again.'
            )}
      </p>
    </div>
  )
}
