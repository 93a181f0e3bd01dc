import type { OwnAttribute } from '../../shared/own-attributes'
import { isLong } from '../text/direction'
import type { ChatData } from './chat-state'
import type { PendingSend } from './pending-sends'

/** What a reload must not lose, because only this page knows it: of the drafts those that the host does not have yet. */
export type KeptWork = Pick<ChatData, 'openId' | 'drafts' | 'attributes' | 'unsaved' | 'pending'>

/** Where a page keeps it. Asked for anew each time, because merely looking at a browser's storage may throw. */
export type PageStorage = () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const KEY = 'chatapp.work'

/** The storage of this tab: a reload keeps it, closing the tab ends it. */
export const tabStorage: PageStorage = () => window.sessionStorage

/** How long a draft that is long may wait, in milliseconds: storing 400 KB takes 6 ms, too long for each key. */
const LATER_MS = 500

/** Keeps work as it changes: a long draft a moment after its last key, all else at once. */
export function workKeeper(storage: PageStorage): (now: KeptWork, before: KeptWork) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest: KeptWork | null = null
  const keep = (): void => {
    clearTimeout(timer)
    if (latest) keepWork(storage, latest)
    latest = null
  }
  window.addEventListener('pagehide', keep)
  return (now, before) => {
    if (
      now.openId === before.openId &&
      now.drafts === before.drafts &&
      now.attributes === before.attributes &&
      now.unsaved === before.unsaved &&
      now.pending === before.pending
    )
      return
    const typing = now.openId === before.openId && now.pending === before.pending
    latest = now
    clearTimeout(timer)
    if (typing && isLong(now.drafts.get(now.openId) ?? '')) timer = setTimeout(keep, LATER_MS)
    else keep()
  }
}

/** Keeps the open chat, the drafts that are not saved and what is being sent. Where the storage is off or full nothing is kept, rather than something older. */
function keepWork(storage: PageStorage, { openId, drafts, attributes, unsaved, pending }: KeptWork): void {
  const own = [...unsaved].flatMap((id): KeptDraft[] => {
    const draft: KeptDraft = [id, drafts.get(id) ?? '', attributes.get(id) ?? []]
    return draft[1] === '' && draft[2].length === 0 ? [] : [draft]
  })
  try {
    storage().setItem(KEY, JSON.stringify({ openId, drafts: own, pending: [...pending.values()] }))
  } catch {
    forgetWork(storage)
  }
}

/** What was kept before the page was reloaded; nothing where it cannot be read. */
export function keptWork(storage: PageStorage): Partial<KeptWork> {
  try {
    return parse(JSON.parse(storage().getItem(KEY) ?? 'null'))
  } catch {
    return {}
  }
}

function forgetWork(storage: PageStorage): void {
  try {
    storage().removeItem(KEY)
  } catch {
    // The storage is off altogether, so nothing older is in it either.
  }
}

function parse(kept: unknown): Partial<KeptWork> {
  if (typeof kept !== 'object' || kept === null) return {}
  const { openId, drafts, pending } = kept as { openId?: unknown; drafts?: unknown; pending?: unknown }
  return {
    ...(typeof openId === 'string' ? { openId } : {}),
    ...draftsOf(Array.isArray(drafts) ? drafts.filter(isDraft) : []),
    ...(Array.isArray(pending)
      ? { pending: new Map(pending.filter(isPending).map((one) => [one.id, one])) }
      : {})
  }
}

type KeptDraft = [id: string, text: string, attributes: readonly OwnAttribute[]]

const draftsOf = (drafts: KeptDraft[]): Pick<KeptWork, 'drafts' | 'attributes' | 'unsaved'> => ({
  drafts: new Map(drafts.flatMap(([id, text]) => (text === '' ? [] : [[id, text]]))),
  attributes: new Map(drafts.flatMap(([id, , own]) => (own.length === 0 ? [] : [[id, own]]))),
  unsaved: new Set(drafts.map(([id]) => id))
})

function isDraft(entry: unknown): entry is KeptDraft {
  if (!Array.isArray(entry)) return false
  const [id, text, attributes] = entry as unknown[]
  return typeof id === 'string' && typeof text === 'string' && Array.isArray(attributes)
}

function isPending(value: unknown): value is PendingSend {
  if (typeof value !== 'object' || value === null) return false
  const { id, conversationId, text, profile } = value as Record<keyof PendingSend, unknown>
  return [id, conversationId, text, profile ?? ''].every((part) => typeof part === 'string')
}
