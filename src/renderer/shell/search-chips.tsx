import { X } from 'lucide-react'
import { flushSync } from 'react-dom'
import {
  parseSearch,
  searchOperators,
  searchValues,
  type SearchFilter,
  type SearchOperator
} from '../../shared/search-query'
import { inListOrder } from '../store/conversation-actions'
import { createSearchStore, useSearch } from '../store/search-store'
import { useStores } from '../store/stores'
import { goOnTyping } from './search-keys'
import css from './search.module.css'
import { t } from '../text/words'

/** As many chats as are offered after `in:`. */
const CHATS = 6

/** What narrows the search, each to be taken away; what stands to choose where a value is still to be typed. */
export function SearchChips() {
  const query = useSearch((state) => state.query)
  const { filters, faults } = parseSearch(query)
  const write = useWriteQuery()
  const open = faults.find((fault) => fault.open)
  const chips: (SearchFilter & { bad?: boolean })[] = [
    ...filters,
    ...faults.filter((fault) => fault !== open).map((fault) => ({ ...fault, bad: true }))
  ].toSorted((a, b) => a.start - b.start)
  const without = ({ start, end }: SearchFilter): string =>
    `${query.slice(0, start)}${query.slice(end)}`.replaceAll(/\s+/g, ' ').trim()

  return (
    <>
      {chips.length > 0 && (
        <ul aria-label={t('Narrowed by')} className={css['chips']}>
          {chips.map((chip) => (
            <li key={chip.start} className={css['chip']} data-bad={chip.bad}>
              <bdi className={css['chipText']}>
                {chip.operator}: {chip.value === '' ? '?' : chip.value}
              </bdi>
              <button
                type="button"
                aria-label={t('Remove {operator}: {value}', { operator: chip.operator, value: chip.value })}
                onClick={() => write(without(chip))}
              >
                <X size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {open && <Values operator={open.operator} />}
      {!open && chips.length === 0 && (
        <fieldset aria-label={t('Narrow the search')} className={css['chips']}>
          {searchOperators.map((operator) => (
            <button
              key={operator}
              type="button"
              className={css['offer']}
              onClick={() => write(`${query.trim()} ${operator}:`)}
            >
              {operator}:
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}

function Values({ operator }: { operator: SearchOperator }) {
  const { chat } = useStores()
  const query = useSearch((state) => state.query)
  const write = useWriteQuery()
  const values = valuesOf(
    operator,
    inListOrder(chat.getState().conversations).map(({ title }) => title)
  )
  return (
    <fieldset aria-label={t('Values of {operator}:', { operator })} className={css['chips']}>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          className={css['offer']}
          onClick={() => write(`${query}${/\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value} `)}
        >
          <bdi>{value}</bdi>
        </button>
      ))}
    </fieldset>
  )
}

function valuesOf(operator: SearchOperator, titles: readonly string[]): readonly string[] {
  if (operator === 'is' || operator === 'has') return searchValues[operator]
  if (operator === 'from') return ['me', 'MessageProcessor']
  if (operator === 'in') return titles.slice(0, CHATS)
  const now = new Date()
  return ['today', 'yesterday', String(now.getFullYear())]
}

/** Puts another query into the box, where the person goes on typing. */
function useWriteQuery(): (query: string) => void {
  const { of } = useStores()
  return (query) => {
    flushSync(() => of(createSearchStore).getState().setQuery(query))
    goOnTyping()
  }
}
