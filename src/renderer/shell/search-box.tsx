import { Search } from 'lucide-react'
import { X } from 'lucide-react'
import { useEffect, useRef, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import { isComposing } from '../ui/composing'
import { modKey } from '../ui/shortcuts'
import { useStores, useView } from '../store/stores'
import type { View } from '../store/view-store'
import { IconButton } from '../ui/icon-button'
import { openFirstHit, stepIntoHits } from './search-keys'
import css from './search.module.css'
import { useSearch } from '../store/search-store'
import { t } from '../text/words'

/** Where a person was before they searched. */
interface Origin {
  readonly view: View
  readonly openId: string
  readonly focus: Element | null
}

/** Where a person types what to look for. Esc clears it, and once more goes back to where they were. */
export function SearchBox() {
  const query = useSearch((state) => state.query)
  const setQuery = useSearch((state) => state.setQuery)
  const input = useRef<HTMLInputElement>(null)
  const { noteOrigin, goBack } = useOrigin()
  useWantedFocus(input)
  const enterAhead = useEnterAhead()

  const clear = (): void => {
    setQuery('')
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      if (query === '') goBack()
      else clear()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      stepIntoHits(event.currentTarget)
    } else if (event.key === 'Enter') enterAhead()
  }

  return (
    <search className={css['box']} data-search>
      <Search size={15} aria-hidden className={css['glass']} />
      <input
        ref={input}
        type="search"
        aria-label={t('Search messages')}
        placeholder={t('Search')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onFocus={noteOrigin}
        onKeyDown={onKeyDown}
      />
      {query === '' ? (
        <kbd aria-hidden className={css['hint']}>
          {modKey()} F
        </kbd>
      ) : (
        <IconButton icon={X} label={t('Clear the search')} onClick={clear} />
      )}
    </search>
  )
}

/** Takes the focus when the page asks for it. */
function useWantedFocus(input: RefObject<HTMLInputElement | null>): void {
  const { view } = useStores()
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
  }, [view, input])
}

/** Remembers where a person was when they came to the search, until they go on elsewhere. */
function useOrigin() {
  const { chat, view } = useStores()
  const openId = (): string => chat.getState().openId
  const current = useView((state) => state.view)
  const origin = useRef<Origin | null>(null)

  useEffect(() => {
    // Not the focus: a chat that a hit opens takes it.
    const leave = (event: Event): void => {
      const withMod =
        event instanceof globalThis.KeyboardEvent && (event.ctrlKey || event.metaKey || event.altKey)
      const { target } = event
      if (!withMod && target instanceof Element && !target.closest('[data-search]')) origin.current = null
    }
    window.addEventListener('pointerdown', leave)
    window.addEventListener('keydown', leave)
    return () => {
      window.removeEventListener('pointerdown', leave)
      window.removeEventListener('keydown', leave)
    }
  }, [])

  const noteOrigin = ({ relatedTarget }: FocusEvent): void => {
    origin.current ??= { view: current, openId: openId(), focus: relatedTarget }
  }
  const goBack = (): void => {
    const { setDrawer, show, focusComposer } = view.getState()
    const from = origin.current
    setDrawer(false)
    if (from) show(from.view)
    if (from && from.openId !== openId()) void chat.getState().open(from.openId)
    if (from?.focus instanceof HTMLElement && from.focus.isConnected) from.focus.focus()
    else focusComposer()
  }
  return { noteOrigin, goBack }
}

/** Opens the first hit: now, or when the answer to what was typed is there. */
function useEnterAhead(): () => void {
  const query = useSearch((state) => state.query)
  const answered = useSearch((state) => state.answered)
  const wanted = useRef<string | null>(null)
  useEffect(() => {
    if (wanted.current !== null && wanted.current === answered) openFirstHit()
    if (answered !== null || wanted.current !== query) wanted.current = null
  }, [answered, query])
  return () => {
    if (query === answered) openFirstHit()
    else wanted.current = query
  }
}
