import { ArrowDown, Pause, Play, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import type { LogEntry } from '../../shared/contract'
import { createLogsStore, useLogs, type LogFilter } from '../store/logs-store'
import { useChat, useStores, type Stores } from '../store/stores'
import { t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import { ViewHeader } from '../ui/view-header'
import form from '../ui/form.module.css'
import css from './log-view.module.css'
import { LogLine, type LineActs } from './log-line'
import { LogTrouble } from './log-trouble'

/** What MessageProcessor wrote, live, of one message, one chat or all. */
export default function LogView() {
  const watch = useLogs((state) => state.watch)
  useEffect(() => watch(), [watch])
  return (
    <>
      <ViewHeader title={t('Processor log')}>
        <FollowButton />
      </ViewHeader>
      <div className={css['pane']} data-pane>
        <Filters />
        <Lines />
        <Place />
      </div>
    </>
  )
}

function FollowButton() {
  const following = useLogs((state) => state.following)
  const follow = useLogs((state) => state.follow)
  const Icon = following ? Pause : Play
  return (
    <Button aria-pressed={following} onClick={() => follow(!following)}>
      <Icon size={14} aria-hidden /> {following ? t('Pause') : t('Follow')}
    </Button>
  )
}

const levels: readonly (readonly [value: NonNullable<LogFilter['level']> | '', label: Message])[] = [
  ['', 'Everything'],
  ['INFO', 'Info and above'],
  ['WARN', 'Warnings and errors'],
  ['ERROR', 'Errors only']
]

function Filters() {
  const filter = useLogs((state) => state.filter)
  const setFilter = useLogs((state) => state.setFilter)
  const conversations = useChat((state) => state.conversations)
  const { messageId, conversationId = '', level = '' } = filter
  const withLevel = (value: string): LogFilter => {
    const chosen = levels.find(([one]) => one === value)?.[0] ?? ''
    return chosen === '' ? {} : { level: chosen }
  }
  return (
    <search className={css['filters']} aria-label={t('Lines shown')}>
      {messageId === undefined ? (
        <select
          aria-label={t('Chat')}
          className={form['input']}
          value={conversationId}
          onChange={({ target: { value } }) =>
            setFilter({ ...withLevel(level), ...(value === '' ? {} : { conversationId: value }) })
          }
        >
          <option value="">{t('All messages')}</option>
          {[...conversations.values()].map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      ) : (
        <span className={css['chip']}>
          {t('One message')} <code>{messageId}</code>
          <IconButton icon={X} label={t('Show all messages')} onClick={() => setFilter(withLevel(level))} />
        </span>
      )}
      <select
        aria-label={t('Level')}
        className={form['input']}
        value={level}
        onChange={({ target: { value } }) => {
          const { level: _before, ...rest } = filter
          setFilter({ ...rest, ...withLevel(value) })
        }}
      >
        {levels.map(([value, label]) => (
          <option key={value} value={value}>
            {t(label)}
          </option>
        ))}
      </select>
    </search>
  )
}

/** Opens the message that a line is about, in its chat and with its details. */
function lineActs({ chat, view, of }: Stores): LineActs {
  return {
    open: ({ here, messageId }) => {
      if (here === null || messageId === null) return
      view.getState().show('chat')
      view.getState().inspect(messageId)
      void chat.getState().revealMessage(here, messageId)
    },
    onlyMessage: (messageId) => of(createLogsStore).getState().setFilter({ messageId })
  }
}

function Lines() {
  const entries = useLogs((state) => state.entries)
  const error = useLogs((state) => state.error)
  const filter = useLogs((state) => state.filter)
  if (error !== null) return <LogTrouble error={error} />
  if (entries === null) return <Skeleton lines={8} label={t('Reading the log')} />
  if (entries.length === 0) return <Empty />
  return <List key={JSON.stringify(filter)} entries={entries} />
}

function Empty() {
  const { level, messageId, conversationId } = useLogs((state) => state.filter)
  const older = useLogs((state) => state.older)
  const loadOlder = useLogs((state) => state.loadOlder)
  const account = useLogs((state) => state.place?.account)
  const narrow = level !== undefined || messageId !== undefined || conversationId !== undefined
  return (
    <div className={css['empty']}>
      <p>
        {narrow
          ? t('No line fits this filter yet.')
          : t('MessageProcessor has written nothing yet. Send a message, and its lines appear here.')}
      </p>
      {account && <p>{t('CloudWatch shows lines up to a minute after they were written.')}</p>}
      {older && <Button onClick={() => void loadOlder()}>{t('Look further back')}</Button>}
    </div>
  )
}

function List({ entries }: { entries: readonly LogEntry[] }) {
  const first = useLogs((state) => state.first)
  const older = useLogs((state) => state.older)
  const loadOlder = useLogs((state) => state.loadOlder)
  const virtuoso = useRef<VirtuosoHandle>(null)
  const [atEnd, setAtEnd] = useState(true)
  const stores = useStores()
  const drawn = useCallback(
    (_: number, entry: LogEntry) => <LogLine entry={entry} acts={lineActs(stores)} />,
    [stores]
  )
  const toEnd = (): void => virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' })
  return (
    // The keys of its lines, which take the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="log"
      aria-label={t('Lines')}
      aria-live="off"
      className={css['log']}
      onKeyDown={(event) => onKey(event, virtuoso.current)}
    >
      <Virtuoso
        ref={virtuoso}
        data={entries}
        firstItemIndex={first}
        initialTopMostItemIndex={entries.length - 1}
        computeItemKey={(_, { id }) => id}
        itemContent={drawn}
        followOutput={(isAtEnd) => isAtEnd}
        atBottomStateChange={setAtEnd}
        startReached={() => void loadOlder()}
        components={older ? { Header: OlderHeader } : {}}
      />
      {!atEnd && (
        <div className={css['toEnd']}>
          <Button onClick={toEnd}>
            {t('Newest lines')} <ArrowDown size={14} aria-hidden />
          </Button>
        </div>
      )}
    </div>
  )
}

function OlderHeader() {
  const loadOlder = useLogs((state) => state.loadOlder)
  const loading = useLogs((state) => state.loadingOlder)
  return (
    <div className={css['older']}>
      <Button kind="quiet" disabled={loading} onClick={() => void loadOlder()}>
        {loading ? t('Loading…') : t('Older lines')}
      </Button>
    </div>
  )
}

/** Arrow keys go from line to line, Home and End to the ends. */
function onKey(event: KeyboardEvent<HTMLElement>, virtuoso: VirtuosoHandle | null): void {
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault()
    virtuoso?.scrollToIndex({ index: event.key === 'Home' ? 0 : 'LAST' })
    return
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')]
  const next = rows[rows.indexOf(event.target) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}

/** Where the log is, how it is read, and what that costs. */
function Place() {
  const place = useLogs((state) => state.place)
  const following = useLogs((state) => state.following)
  if (!place) return null
  return (
    <footer className={css['place']}>
      <code>{place.logGroup}</code>{' '}
      {!place.account
        ? t('Kept on this computer by the local backend: the newest 64 MB of all profiles.')
        : following
          ? t(
              'Read by FilterLogEvents every {seconds, number} s while this view is open. The calls have no price of their own; what leaves AWS counts as data transfer.',
              { seconds: place.everyMs / 1000 }
            )
          : t('Paused: nothing is read.')}{' '}
      {place.consoleUrl !== null && (
        <a href={place.consoleUrl} target="_blank" rel="noreferrer">
          {t('Open it in CloudWatch')}
        </a>
      )}
    </footer>
  )
}
