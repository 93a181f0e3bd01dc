import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { GroupedVirtuoso, type GroupedVirtuosoHandle } from 'react-virtuoso'
import type { LetterSummary } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { useChat } from '../store/stores'
import { exactTime } from '../text/time'
import { useNow } from '../text/use-now'
import { visible } from '../text/visible'
import { formatNumber, t } from '../text/words'
import { groupsOf, type LetterGroup } from './groups'
import { ageWords } from '../text/age'
import { wordsOf } from './line'
import { SelectionBar } from './selection-bar'
import type { LetterDialog } from './letter-dialogs'
import { rowAfter } from '../ui/row-after'
import css from './letters.module.css'

/** Letters grouped by cause. Arrow keys go through them, Space chooses, Enter opens. */
export function LetterList({
  letters,
  ask
}: {
  letters: readonly LetterSummary[]
  ask: (dialog: LetterDialog) => void
}) {
  const groups = useMemo(() => groupsOf(letters), [letters])
  const inOrder = useMemo(() => groups.flatMap((group) => group.letters), [groups])
  const list = useRef<GroupedVirtuosoHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const askLogs = useAskLogs(inOrder)

  const onKeyDown = (event: KeyboardEvent): void => {
    const index = rowAfter(event.key, current, inOrder.length)
    if (index === null || !(event.target as HTMLElement).hasAttribute('data-letter')) return
    event.preventDefault()
    setCurrent(index)
    list.current?.scrollIntoView({
      index,
      done: () => box.current?.querySelector<HTMLElement>(`[data-letter="${index}"]`)?.focus()
    })
  }

  return (
    <div className={css['list']} ref={box} onKeyDown={onKeyDown} role="presentation">
      <SelectionBar letters={inOrder} ask={ask} />
      <GroupedVirtuoso
        ref={list}
        className={css['rows'] ?? ''}
        aria-label={t('Letters')}
        groupCounts={groups.map((group) => group.letters.length)}
        context={{ groups, inOrder, current, enter: setCurrent }}
        groupContent={headOf}
        itemContent={rowOf}
        rangeChanged={askLogs}
        increaseViewportBy={400}
      />
    </div>
  )
}

interface Shown {
  readonly groups: readonly LetterGroup[]
  readonly inOrder: readonly LetterSummary[]
  readonly current: number
  readonly enter: (index: number) => void
}

const headOf = (index: number, { groups }: Shown) => <GroupHead group={groups[index]} />

const rowOf = (...[index, , , { inOrder, current, enter }]: [number, number, unknown, Shown]) => (
  <Row letter={inOrder[index]} index={index} isCurrent={index === current} enter={enter} />
)

/** Asks for the first log line of the letters on the screen; not where each look at the log is a call that is paid for. */
function useAskLogs(letters: readonly LetterSummary[]) {
  const ask = useLetters((state) => state.askLogs)
  const paid = useChat((state) => state.connection?.can.account) !== false
  const [range, setRange] = useState({ startIndex: 0, endIndex: 20 })
  useEffect(() => {
    if (paid) return undefined
    // Who scrolls past letters does not read them.
    const timer = setTimeout(() => {
      const shown = letters.slice(range.startIndex, range.endIndex + 1)
      void ask(shown.flatMap(({ correlationId }) => correlationId ?? []))
    }, 150)
    return () => clearTimeout(timer)
  }, [ask, letters, paid, range])
  return setRange
}

function GroupHead({ group }: { group: LetterGroup | undefined }) {
  const at = useLetters((state) => state.at)
  const chosen = useLetters((state) => state.chosen)
  const choose = useLetters((state) => state.choose)
  if (!group) return null
  const ids = group.letters.map(({ id }) => id)
  const all = ids.every((id) => chosen.has(id))
  const cause = visible(group.cause ?? (at ? t('Messages') : t('No cause known')))
  return (
    <div className={css['group']}>
      <input
        type="checkbox"
        aria-label={t('Choose all with the cause {cause}', { cause })}
        checked={all}
        ref={(box) => {
          if (box) box.indeterminate = !all && ids.some((id) => chosen.has(id))
        }}
        onChange={() => choose(ids, !all)}
      />
      <strong dir="auto">{cause}</strong>
      <span className={css['count']}>{formatNumber(ids.length)}</span>
    </div>
  )
}

function Row({
  letter,
  index,
  isCurrent,
  enter
}: {
  letter: LetterSummary | undefined
  index: number
  isCurrent: boolean
  enter: (index: number) => void
}) {
  const isChosen = useLetters((state) => letter !== undefined && state.chosen.has(letter.id))
  const choose = useLetters((state) => state.choose)
  const open = useLetters((state) => state.openLetter)
  const here = useLetters((state) => state.at?.queue ?? state.queue)
  const line = useLetters((state) => state.logs.get(letter?.correlationId ?? ''))
  useNow()
  if (!letter) return null
  const { place, id, queue, text, attempts, sentAt, state, edited } = letter
  const one = visible(text.replaceAll(/\s+/g, ' ').slice(0, 200)) || t('(empty)')
  return (
    <div className={css['row']} data-chosen={isChosen || undefined}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t('Choose {text}', { text: one.slice(0, 60) })}
        checked={isChosen}
        onChange={() => choose([id], !isChosen)}
      />
      <button
        type="button"
        className={css['letter']}
        data-letter={index}
        tabIndex={isCurrent ? 0 : -1}
        onFocus={() => enter(index)}
        onKeyDown={(event) => {
          if (event.key !== ' ') return
          event.preventDefault()
          choose([id], !isChosen)
        }}
        onClick={() => void open({ place, id })}
      >
        <span className={css['text']} dir="auto">
          {one}
        </span>
        {line !== undefined && <span className={css['line']}>{wordsOf(line)}</span>}
      </button>
      <span className={css['marks']}>
        {place === 'tray' && queue !== here && (
          <span className={css['mark']} title={t('Taken from {queue}', { queue })}>
            {queue}
          </span>
        )}
        {edited && <span className={css['mark']}>{t('Edited')}</span>}
        {state === 'busy' && <span className={css['mark']}>{t('Busy')}</span>}
      </span>
      <span className={css['numbers']} title={t('Attempts')}>
        {formatNumber(attempts)}×
      </span>
      <time className={css['numbers']} title={exactTime(sentAt)}>
        {ageWords(sentAt)}
      </time>
    </div>
  )
}
