import { useEffect, useRef } from 'react'
import type { SearchHit } from '../../shared/contract'
import { useChat, useStores } from '../store/stores'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { highlight } from './highlight'
import css from './search.module.css'
import { createSearchStore, useSearch } from '../store/search-store'

/** What the search found, newest first, or that it found nothing. More comes with the end of the list, or by the button. */
export function SearchResults() {
  const query = useSearch((state) => state.query)
  const answered = useSearch((state) => state.answered)
  const hits = useSearch((state) => state.hits)
  const hasMore = useSearch((state) => state.hasMore)
  const pending = useSearch((state) => state.pending)
  const error = useSearch((state) => state.error)
  return (
    <section aria-label="Search results" className={css['results']}>
      <output className={css['count']}>
        {answered === null ? 'Searching…' : countOf(hits.length, hasMore)}
      </output>
      {answered === null && <Skeleton lines={3} label="Searching" />}
      {answered !== null && !error && hits.length === 0 && (
        <p className={css['none']}>
          Nothing contains “<bdi>{query.trim()}</bdi>”. Try fewer or shorter words.
        </p>
      )}
      {pending > 0 && (
        <p className={css['none']}>
          {pending === 1 ? '1 message is' : `${pending.toLocaleString('en')} messages are`} still being taken
          into the search. Search again in a moment.
        </p>
      )}
      <ul>
        {hits.map((hit) => (
          <Hit key={hit.message.id} hit={hit} query={answered ?? ''} />
        ))}
      </ul>
      {error && <ErrorNote title="The search failed" error={error} />}
      {hasMore && <More key={hits.length} />}
    </section>
  )
}

function countOf(size: number, hasMore: boolean): string {
  if (hasMore) return `The newest ${size} messages`
  return `${size === 0 ? 'No' : size} ${size === 1 ? 'message' : 'messages'}`
}

/** Loads the next hits as soon as it can be seen, or is pressed. */
function More() {
  const search = useStores().of(createSearchStore)
  const loading = useSearch((state) => state.loadingMore)
  const place = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void search.getState().more()
    })
    if (place.current) seen.observe(place.current)
    return () => seen.disconnect()
  }, [search])

  return (
    <div ref={place} className={css['more']}>
      <Button disabled={loading} onClick={() => void search.getState().more()}>
        {loading ? 'Loading…' : 'Show older ones'}
      </Button>
    </div>
  )
}

function Hit({ hit, query }: { hit: SearchHit; query: string }) {
  const { chat, view } = useStores()
  const { message, snippet } = hit
  const now = useNow()
  const title = useChat((state) => state.conversations.get(message.conversationId)?.title ?? '')
  const open = (): void => {
    view.getState().show('chat')
    void chat.getState().revealMessage(message.conversationId, message.id)
  }
  return (
    <li>
      <button type="button" className={css['hit']} onClick={open}>
        <span className={css['meta']}>
          <bdi>{message.sender.name}</bdi>
          <span aria-hidden>·</span>
          <bdi className={css['where']}>{title}</bdi>
          <span className={css['when']}>{listTime(message.createdAt, now)}</span>
        </span>
        <span className={css['snippet']} dir="auto">
          {highlight(snippet, query).map((piece, index) =>
            piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text
          )}
        </span>
      </button>
    </li>
  )
}
