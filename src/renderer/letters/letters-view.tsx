import { List, RefreshCw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useLetters, type Desk } from '../store/letters-store'
import { useChat, useView } from '../store/stores'
import { formatNumber, t } from '../text/words'
import { BarButton } from '../ui/bar-button'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { CopyButton } from '../ui/copy-button'
import { Options } from '../ui/options'
import { Skeleton } from '../ui/skeleton'
import { ViewHeader } from '../ui/view-header'
import { ActLog } from './act-log'
import { LetterDialogs, type LetterDialog } from './letter-dialogs'
import { LetterList } from './letter-list'
import { LetterSheet } from './letter-sheet'
import { WorkStrip } from './work-strip'
import css from './letters.module.css'

/** The desk for dead letters: what lies in the queue, what was taken, and what was done. */
export default function LettersView() {
  const watch = useLetters((state) => state.watch)
  const lookAgain = useLetters((state) => state.lookAgain)
  const show = useView((state) => state.show)
  const [dialog, setDialog] = useState<LetterDialog | null>(null)
  useEffect(() => watch(), [watch])
  return (
    <>
      <ViewHeader title={t('Dead letters')}>
        <BarButton quiet icon={List} label={t('All queues')} onClick={() => show('queues')} />
        <BarButton icon={RefreshCw} label={t('Look again')} onClick={() => void lookAgain()} />
        <More open={setDialog} />
      </ViewHeader>
      <div className={css['pane']} data-pane>
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

/** What is done with the queue, the tray or the log as a whole. */
function More({ open }: { open: (dialog: LetterDialog) => void }) {
  const save = useLetters((state) => state.save)
  const load = useLetters((state) => state.load)
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const file = useRef<HTMLInputElement>(null)
  return (
    <>
      <Options
        of={t('the dead letters')}
        options={[
          { text: t('Move all back…'), act: () => open({ kind: 'redrive' }) },
          { text: t('Export the tray'), act: () => void save('tray', profile) },
          { text: t('Import into the tray…'), act: () => file.current?.click() },
          { text: t('Export the log'), act: () => void save('acts', profile) },
          { text: t('Purge the queue…'), danger: true, act: () => open({ kind: 'purge' }) }
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
  const lookAgain = useLetters((state) => state.lookAgain)
  if (desk === 'acts') return <ActLog />
  const shown = desk === 'queue' ? letters : tray
  if (shown === null) {
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

const Empty = ({ desk }: { desk: Desk }) => (
  <div className={css['empty']}>
    <p>
      {desk === 'queue'
        ? t('No letter lies here. What fails too often comes here, and waits for you.')
        : t(
            'The tray is empty. Take letters out of the queue to edit them, try them out and send them again.'
          )}
    </p>
  </div>
)
