import type { SearchHit } from '../../shared/contract'
import { useChat, useSearch, useStores } from '../store/stores'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { highlight } from './highlight'
import css from './search.module.css'

/** What the search found, or that it found nothing. */
export function SearchResults() {
  const query = useSearch((state) => state.query)
  const answered = useSearch((state) => state.answered)
  const hits = useSearch((state) => state.hits)
  const error = useSearch((state) => state.error)
  return (
    <section aria-label="Search results" className={css['results']}>
      <output className={css['count']}>
        {answered === null
          ? 'Searching…'
          : `${hits.length === 0 ? 'No' : hits.length} ${hits.length === 1 ? 'message' : 'messages'}`}
      </output>
      {answered === null && <Skeleton lines={3} label="Searching" />}
      {error && <ErrorNote title="The search failed" error={error} />}
      {answered !== null && !error && hits.length === 0 && (
        <p className={css['none']}>
          Nothing contains “<bdi>{query.trim()}</bdi>”. Try fewer or shorter words.
        </p>
      )}
      <ul>
        {hits.map((hit) => (
          <Hit key={hit.message.id} hit={hit} query={answered ?? ''} />
        ))}
      </ul>
    </section>
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
