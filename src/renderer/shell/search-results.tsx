import { useEffect, useMemo, useRef } from 'react'
import type { Conversation, SearchHit, SearchPage } from '../../shared/contract'
import { foldText } from '../../shared/fold-text'
import { parseSearch } from '../../shared/search-query'
import { inGroups } from '../store/conversation-actions'
import { useChat, useStores } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { goToChat } from './go-to-chat'
import { highlight } from './highlight'
import { SearchChips } from './search-chips'
import { onHitKey } from './search-keys'
import css from './search.module.css'
import { createSearchStore, useSearch } from '../store/search-store'
import { rich, t } from '../text/words'

/** What the search found: chats by their titles, then messages. More comes with the end of the list, or by the button. */
export function SearchResults() {
  const query = useSearch((state) => state.query)
  const answered = useSearch((state) => state.answered)
  const hits = useSearch((state) => state.hits)
  const next = useSearch((state) => state.next)
  const error = useSearch((state) => state.error)
  const terms = useMemo(() => parseSearch(answered ?? '').terms.join(' '), [answered])
  const chats = useChatsCalled(query)
  // What was wrong before says nothing of a value that is still to be typed.
  const asked = !parseSearch(query).faults.some(({ open }) => open)
  return (
    <section aria-label={t('Search results')} className={css['results']} data-search>
      <SearchChips />
      {chats.length > 0 && (
        <>
          <h2 className={css['count']}>{t('Chats')}</h2>
          <ul aria-label={t('Chats found')}>
            {chats.map((chat) => (
              <FoundChat key={chat.id} chat={chat} terms={terms} />
            ))}
          </ul>
        </>
      )}
      {!error && <Found />}
      {answered === null && <Skeleton lines={3} label={t('Searching')} />}
      {answered !== null && !error && next === null && hits.length === 0 && chats.length === 0 && (
        <p className={css['none']}>
          {rich('Nothing contains “{query}”. Try fewer or shorter words.', {
            query: <bdi>{query.trim()}</bdi>
          })}
        </p>
      )}
      <Pending />
      <ul aria-label={t('Messages found')}>
        {hits.map((hit) => (
          <Hit key={hit.message.id} hit={hit} query={terms} />
        ))}
      </ul>
      {error && asked && (
        <ErrorNote
          title={error.code === 'invalid_input' ? t('This cannot be looked for') : t('The search failed')}
          error={error}
        />
      )}
      {next !== null && <More key={`${hits.length} ${next}`} />}
    </section>
  )
}

/** How much was found, and in which order it stands. */
function Found() {
  const answered = useSearch((state) => state.answered)
  const shown = useSearch((state) => state.hits.length)
  const total = useSearch((state) => state.total)
  const next = useSearch((state) => state.next)
  const order = useSearch((state) => state.order)
  const setOrder = useSearch((state) => state.setOrder)
  return (
    <div className={css['found']}>
      <output className={css['count']}>
        {answered === null ? t('Searching…') : countOf(shown, total, next !== null)}
      </output>
      {(shown > 1 || order === 'best') && (
        <fieldset aria-label={t('Order')} className={css['order']}>
          {(['newest', 'best'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={order === one} onClick={() => setOrder(one)}>
              {one === 'newest' ? t('Newest') : t('Best')}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  )
}

function Pending() {
  const pending = useSearch((state) => state.pending)
  if (pending === 0) return null
  return (
    <p className={css['none']}>
      {t(
        '{pending, plural, one {# message is} other {# messages are}} still being taken into the search. Search again in a moment.',
        { pending }
      )}
    </p>
  )
}

function countOf(shown: number, { count, exact }: SearchPage['total'], more: boolean): string {
  if (!more) return t('{shown, plural, =0 {No messages} one {# message} other {# messages}}', { shown })
  if (shown === 0) return t('Looking further back…')
  const size = Math.max(count, shown)
  return exact && count >= shown
    ? t('1–{shown, number} of {size, number}', { shown, size })
    : t('1–{shown, number} of more than {size, number}', { shown, size })
}

/** As many chats as stand over the messages. */
const CHATS = 5

/** Chats whose titles hold every word, when nothing but words is looked for. */
function useChatsCalled(query: string): readonly Conversation[] {
  const conversations = useChat((state) => state.conversations)
  return useMemo(() => {
    const { terms, filters, faults } = parseSearch(query)
    if (terms.length === 0 || filters.length > 0 || faults.length > 0) return []
    const holds = ({ title }: Conversation): boolean => {
      const folded = foldText(title)
      return terms.every((term) => folded.includes(term))
    }
    const { pinned, others, archived } = inGroups(conversations)
    return [...pinned, ...others, ...archived].filter(holds).slice(0, CHATS)
  }, [conversations, query])
}

function FoundChat({ chat: { id, title, archived }, terms }: { chat: Conversation; terms: string }) {
  const stores = useStores()
  return (
    <li>
      <button
        type="button"
        className={css['hit']}
        data-hit
        onKeyDown={onHitKey}
        onClick={() => goToChat(stores, id)}
      >
        <span className={css['chatTitle']} dir="auto">
          <Highlighted text={title} terms={terms} />
          {archived && <span className={css['meta']}>{t('archived')}</span>}
        </span>
      </button>
    </li>
  )
}

const Highlighted = ({ text, terms }: { text: string; terms: string }) =>
  highlight(text, terms).map((piece, index) =>
    piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>
  )

/** Loads the next hits as soon as it can be seen, or is pressed. */
function More() {
  const search = useStores().of(createSearchStore)
  const loading = useSearch((state) => state.loadingMore)
  const order = useSearch((state) => state.order)
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
        {loading ? t('Loading…') : order === 'best' ? t('Show more') : t('Show older ones')}
      </Button>
    </div>
  )
}

function Hit({ hit, query }: { hit: SearchHit; query: string }) {
  const { chat, view } = useStores()
  const { message, snippet } = hit
  const now = useNow()
  const where = useChat((state) => state.conversations.get(message.conversationId))
  const open = (): void => {
    view.getState().show('chat')
    void chat.getState().revealMessage(message.conversationId, message.id)
  }
  return (
    <li>
      <button type="button" className={css['hit']} data-hit onKeyDown={onHitKey} onClick={open}>
        <span className={css['meta']}>
          <bdi>{message.sender.name}</bdi>
          <span aria-hidden>·</span>
          <bdi className={css['where']}>{where && chatTitle(where)}</bdi>
          <span className={css['when']}>{listTime(message.createdAt, now)}</span>
        </span>
        <span className={css['snippet']} dir="auto">
          <Highlighted text={snippet} terms={query} />
        </span>
      </button>
    </li>
  )
}
