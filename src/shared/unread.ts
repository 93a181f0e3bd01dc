/** What of a conversation decides how much of it is unread. */
interface Counted {
  readonly unread: number
  readonly markedUnread: boolean
  readonly muted: boolean
}

/** How much is unread in all conversations, for a title or a badge; what is muted is told of in the list alone. */
export function unreadIn(conversations: Iterable<Counted>): number {
  let sum = 0
  for (const { unread, markedUnread, muted } of conversations)
    if (!muted) sum += unread === 0 && markedUnread ? 1 : unread
  return sum
}
