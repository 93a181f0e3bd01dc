import { Search } from 'lucide-react'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { isComposing } from '../ui/composing'
import { modKey } from '../ui/shortcuts'
import { useStores } from '../store/stores'
import { IconButton } from '../ui/icon-button'
import css from './search.module.css'
import { useSearch } from '../store/search-store'

/** Where a person types what to look for. Esc clears it and goes back to the composer. */
export function SearchBox() {
  const { view } = useStores()
  const query = useSearch((state) => state.query)
  const setQuery = useSearch((state) => state.setQuery)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const focus = (): void => {
      input.current?.focus()
      input.current?.select()
      view.getState().searchFocused()
    }
    if (view.getState().searchWanted) focus()
    return view.subscribe((now) => {
      if (now.searchWanted) focus()
    })
  }, [view])

  const leave = (): void => {
    setQuery('')
    view.getState().setDrawer(false)
    view.getState().focusComposer()
  }

  return (
    <search className={css['box']}>
      <Search size={15} aria-hidden className={css['glass']} />
      <input
        ref={input}
        type="search"
        aria-label="Search messages"
        placeholder="Search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
          event.stopPropagation()
          leave()
        }}
      />
      {query === '' ? (
        <kbd aria-hidden className={css['hint']}>
          {modKey()} F
        </kbd>
      ) : (
        <IconButton icon={X} label="Clear the search" onClick={leave} />
      )}
    </search>
  )
}
