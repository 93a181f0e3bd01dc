import { MAX_ROOM_BODY_BYTES, PROCESSOR } from '../../src/shared/room-wire'
import { bodySize } from '../../src/shared/wire'
import { append, entryAt, type Act, type ActOf, type Change, type Found } from './act'
import { memberOf, reactKey, type Head, type Reacted, type StoredEntry } from './head'
import { Refused } from './refused'

/** So many entries without their text are remembered in the head; the log has lost those of all others long ago. */
const MAX_ERASED = 200

const toAll = (head: Head): Change => ({ head, tell: 'all', state: false })

export function say(head: Head, act: ActOf<'say'>): Change {
  const { quotes, mentions = [] } = act.ask
  if (quotes !== undefined && (quotes < 1 || quotes > head.seq)) throw new Refused('unknown_target')
  const here = [...new Set(mentions)].filter((id) => memberOf(head, id))
  const message = {
    kind: 'message' as const,
    ...contentOf(head, act),
    quotes,
    mentions: here.length > 0 ? here : undefined
  }
  const text = act.answer
  if (text === null) return toAll(append(head, act, [message]))
  const fits = bodySize({ text }) <= MAX_ROOM_BODY_BYTES
  const answer = {
    kind: 'answer' as const,
    by: PROCESSOR,
    name: PROCESSOR,
    text: fits ? text : 'My answer is too large for a room. Ask me alone.'
  }
  return toAll(append(head, act, [message, answer]))
}

/** Puts another text in the place of a message's; the earlier one is taken out of the log. */
export function edit(head: Head, act: ActOf<'edit'>, found: Found): Change {
  const target = ownMessage(head, act, found)
  const content = contentOf(head, act)
  const next = append(head, act, [{ kind: 'edit', target: target.seq, ...content }])
  return toAll(erase(next, target, next.seq))
}

export function remove(head: Head, act: ActOf<'delete'>, found: Found): Change {
  const target = ownMessage(head, act, found)
  const next = append(head, act, [{ kind: 'delete', target: target.seq }])
  return toAll(erase(next, target, -next.seq))
}

/** A member gives each emoji once: what says the same again is done already, and makes no entry. */
export function react(head: Head, act: ActOf<'react'>, found: Found): Change {
  const { target, emoji, on } = act.ask
  const entry = entryAt(head, found, target)
  if (!entry || !['message', 'answer'].includes(entry.kind) || newestEdit(head, entry) < 0)
    throw new Refused('unknown_target')
  const key = reactKey({ target, emoji, by: act.by })
  const given = head.pending.findLast((one) => one.kind === 'react' && reactKey(one) === key)
  const known = given ?? (found.get(key) as Reacted | null | undefined)
  if (known?.on === on) return { head: append(head, act, []), tell: [], state: false }
  return toAll(append(head, act, [{ kind: 'react', target, emoji, on }]))
}

function contentOf(
  head: Head,
  { ask, text }: Act & { ask: { sealed?: string } }
): { text: string } | { sealed: string } {
  const { sealed } = ask
  if (sealed !== undefined && head.kind !== 'direct')
    throw new Refused('malformed', 'Only direct messages are encrypted. ')
  if (sealed === undefined && head.kind === 'direct')
    throw new Refused('malformed', 'Direct messages are encrypted. ')
  if (sealed === undefined && text.trim() === '') throw new Refused('malformed', 'The message has no text. ')
  const content = sealed === undefined ? { text } : { sealed }
  if (bodySize(content) > MAX_ROOM_BODY_BYTES) throw new Refused('too_large')
  return content
}

/** The edit that has the text of an entry now: 0 when it has it itself, less when it was deleted. */
function newestEdit(head: Head, entry: StoredEntry): number {
  const known = head.erased.find(([seq]) => seq === entry.seq)?.[1]
  return known ?? (entry.deleted ? -1 : (entry.edited ?? 0))
}

function ownMessage(head: Head, act: ActOf<'edit' | 'delete'>, found: Found): StoredEntry {
  const entry = entryAt(head, found, act.ask.target)
  if (!entry) throw new Refused('unknown_target')
  if (entry.kind !== 'message' || entry.by !== act.by || newestEdit(head, entry) < 0)
    throw new Refused('not_author')
  return entry
}

/** Notes that a message, or the edit that has its text, has none any more: `by` says why. */
function erase(head: Head, target: StoredEntry, by: number): Head {
  const newest = newestEdit(head, target)
  const seqs = newest > 0 ? [target.seq, newest] : [target.seq]
  const others = head.erased.filter(([seq]) => !seqs.includes(seq))
  return {
    ...head,
    erased: [...others, ...seqs.map((seq) => [seq, by] as const)].slice(-MAX_ERASED),
    pending: head.pending.map((entry) => (seqs.includes(entry.seq) ? withoutText(entry, by) : entry))
  }
}

/** An entry whose text is gone, with what took its place. */
export const withoutText = (
  { text: _text, sealed: _sealed, mentions: _mentions, ...entry }: StoredEntry,
  by: number
): StoredEntry => ({ ...entry, ...(by > 0 ? { edited: by } : { deleted: true }) })
