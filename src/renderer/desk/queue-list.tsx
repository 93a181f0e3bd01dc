import { Pin } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import { useDesk, type GlanceOf } from '../store/desk-store'
import { errorText, formatNumber, t } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { rowAfter } from '../ui/row-after'
import css from './desk.module.css'

/** A prefix is looked for when nothing was typed for so long, in milliseconds: each look is a request. */
const TYPED_MS = 300
/** Rows that are scrolled past faster are not asked for. */
const SETTLED_MS = 150

/** What a queue may be called; what is none is not asked for. */
const isName = (text: string): boolean => /^[A-Za-z0-9_-]{1,75}(\.fifo)?$/.test(text)

/** The queues by name, the pinned ones first. Arrow keys go through them, Enter opens one. */
export function QueueList() {
  const pinned = useDesk((state) => state.pinned)
  const names = useDesk((state) => state.names)
  const error = useDesk((state) => state.error)
  const find = useDesk((state) => state.find)
  const prefix = useDesk((state) => state.prefix)
  const rows = useMemo(
    () => [...pinned, ...(names ?? []).filter((name) => !pinned.includes(name))],
    [pinned, names]
  )
  return (
    <section className={css['list']} aria-label={t('All queues')}>
      <Filter />
      {error && (
        <div className={css['trouble']}>
          <ErrorNote title={t('The queues could not be listed')} error={error}>
            <Button onClick={() => void find(prefix)}>{t('Try again')}</Button>
          </ErrorNote>
        </div>
      )}
      {names === null && !error && <Skeleton lines={8} label={t('Loading the queues')} />}
      {names !== null && rows.length === 0 && (
        <p className={css['none']}>
          {prefix === '' ? t('There is no queue here.') : t('No queue begins with “{prefix}”.', { prefix })}
        </p>
      )}
      {rows.length > 0 && <Rows rows={rows} />}
    </section>
  )
}

/** Finds queues by how they begin, and opens one by its whole name, also where none may be listed. */
function Filter() {
  const find = useDesk((state) => state.find)
  const openQueue = useDesk((state) => state.openQueue)
  const found = useDesk((state) => state.prefix)
  const id = useId()
  const [typed, setTyped] = useState(found)
  const wanted = typed.trim()
  const fits = /^[\w.-]{0,80}$/.test(wanted)
  useEffect(() => {
    if (!fits || wanted === found) return undefined
    const timer = setTimeout(() => void find(wanted), TYPED_MS)
    return () => clearTimeout(timer)
  }, [find, fits, found, wanted])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isName(wanted)) void openQueue(wanted)
  }
  return (
    <form className={css['filter']} onSubmit={submit}>
      <input
        type="search"
        aria-label={t('Find a queue by how its name begins')}
        placeholder={t('Begins with …')}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={!fits}
        aria-describedby={id}
        onChange={({ target }) => setTyped(target.value)}
      />
      <p id={id} className={css['hint']} data-bad={!fits || undefined}>
        {fits
          ? t('Enter opens the queue of this very name.')
          : t('A name has only letters, digits, “-”, “_” and “.”.')}
      </p>
    </form>
  )
}

interface Shown {
  readonly rows: readonly string[]
  readonly current: number
  readonly enter: (index: number) => void
}

const rowOf = (...[index, , { rows, current, enter }]: [number, unknown, Shown]) => (
  <Row name={rows[index] ?? ''} index={index} isCurrent={index === current} enter={enter} />
)

function Rows({ rows }: { rows: readonly string[] }) {
  const next = useDesk((state) => state.next)
  const loading = useDesk((state) => state.loading)
  const more = useDesk((state) => state.more)
  const list = useRef<VirtuosoHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const closed = useDesk((state) => state.closed)
  const [current, setCurrent] = useState(() => Math.max(0, rows.indexOf(closed ?? '')))
  const setRange = useLooks(rows)
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = rowAfter(event.key, current, rows.length)
    if (index === null || !(event.target as HTMLElement).hasAttribute('data-queue')) return
    event.preventDefault()
    setCurrent(index)
    list.current?.scrollIntoView({
      index,
      done: () => box.current?.querySelector<HTMLElement>(`[data-queue="${index}"]`)?.focus()
    })
  }
  return (
    <div className={css['rows']} ref={box} onKeyDown={onKeyDown} role="presentation">
      <Virtuoso
        ref={list}
        className={css['scroll'] ?? ''}
        totalCount={rows.length}
        initialTopMostItemIndex={Math.max(0, current - 2)}
        context={{ rows, current: Math.min(current, rows.length - 1), enter: setCurrent }}
        itemContent={rowOf}
        rangeChanged={setRange}
      />
      <p className={css['amount']}>
        <output>
          {next === null
            ? t('{count, plural, one {# queue} other {# queues}}', { count: rows.length })
            : t('{count, plural, one {# queue} other {# queues}}, and more', { count: rows.length })}
        </output>
        {next !== null && (
          <Button disabled={loading} onClick={() => void more()}>
            {t('Show more')}
          </Button>
        )}
      </p>
    </div>
  )
}

/** Asks how full the queues on the screen are, when they stay there. */
function useLooks(rows: readonly string[]) {
  const look = useDesk((state) => state.look)
  const glances = useDesk((state) => state.glances)
  const [range, setRange] = useState({ startIndex: 0, endIndex: 20 })
  useEffect(() => {
    const fresh = rows.slice(range.startIndex, range.endIndex + 1).filter((name) => !glances.has(name))
    if (fresh.length === 0) return undefined
    const timer = setTimeout(() => void look(fresh), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [glances, look, range, rows])
  return setRange
}

function Row({
  name,
  index,
  isCurrent,
  enter
}: {
  name: string
  index: number
  isCurrent: boolean
  enter: (index: number) => void
}) {
  const glance = useDesk((state) => state.glances.get(name))
  const isPinned = useDesk((state) => state.pinned.includes(name))
  const isOpen = useDesk((state) => state.open === name)
  const wasOpen = useDesk((state) => state.closed === name)
  const focused = useDesk((state) => state.focused)
  const openQueue = useDesk((state) => state.openQueue)
  const pin = useDesk((state) => state.pin)
  return (
    <div className={css['row']} data-open={isOpen || undefined}>
      <button
        type="button"
        className={css['queue']}
        data-queue={index}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen || undefined}
        // It was open in the place of the list.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={wasOpen}
        onFocus={() => {
          enter(index)
          focused()
        }}
        onClick={() => void openQueue(name)}
      >
        <bdi className={css['name']} title={name}>
          {name}
        </bdi>
        <Glance glance={glance} />
      </button>
      <button
        type="button"
        className={css['pin']}
        aria-pressed={isPinned}
        aria-label={t('Pin {name}', { name })}
        title={isPinned ? t('Unpin') : t('Pin')}
        onClick={() => void pin(name, !isPinned)}
      >
        <Pin size={14} aria-hidden />
      </button>
    </div>
  )
}

function Glance({ glance }: { glance: GlanceOf | undefined }) {
  if (!glance) return <span className={css['glance']}>…</span>
  if (!glance.ok)
    return (
      <span className={css['glance']} data-bad title={errorText(glance.error)}>
        {glance.error.code === 'access_denied' ? t('may not be read') : errorText(glance.error)}
      </span>
    )
  const { depth, deadLetterQueue } = glance.value
  const { visible, inFlight, delayed } = depth
  const parts = [
    t('{visible, plural, =0 {empty} one {# waiting} other {# waiting}}', { visible }),
    ...(inFlight > 0 ? [t('{count} in flight', { count: formatNumber(inFlight) })] : []),
    ...(delayed > 0 ? [t('{count} delayed', { count: formatNumber(delayed) })] : []),
    ...(deadLetterQueue === null ? [] : [`→ ${deadLetterQueue}`])
  ]
  return (
    <span className={css['glance']} data-full={visible > 0 || undefined}>
      {parts.join(' · ')}
    </span>
  )
}
