import type { Conversation, Settings } from './contract'
import type { ChatMessage, ReplyMessage } from './message'
import { startTimer, type Timer } from './timer'

/** Replies that come so close together are announced as one, in milliseconds. */
const TOGETHER_MS = 2000

/** A reply that is announced came no longer ago: an import, and what is read anew, is no news. In milliseconds. */
const NEWS_MS = 60_000

/** Replies that are remembered, so that none is announced twice. */
const REMEMBERED = 1000

/** How much of what is said in a room is announced, in characters. */
const PREVIEW_LENGTH = 120

/** One announcement: how many replies in how many chats, and where a click leads, to the newest of them. */
export interface Announcement {
  readonly replies: number
  readonly chats: number
  readonly conversationId: string
  readonly messageId: string
  /** The chat's title, and one line of the reply; null when several are meant, or no preview is wanted. */
  readonly title: string | null
  readonly preview: string | null
}

export interface AnnouncerDeps {
  /** Null while they are not known: then nothing is announced. */
  readonly settings: () => Promise<Settings | null>
  readonly conversations: () => Promise<readonly Conversation[]>
  readonly announce: (announcement: Announcement) => void
  readonly now: () => number
}

interface Waiting {
  readonly id: string
  readonly conversationId: string
  /** What somebody said in a room: who and what, and whether it mentions one. */
  readonly said?: { readonly line: string; readonly mentionsMe: boolean } | undefined
}

/**
 * Says which replies a person is told of who does not look at them.
 *
 * It waits for a moment, which brings together what comes together. By then whoever can see a reply has it marked as shown,
 * and whoever works in its chat has read it, in whichever window or tab: such a reply is not announced.
 */
export class Announcer {
  private readonly waiting = new Map<string, Waiting>()
  private readonly heardOf = new Set<string>()
  private timer: Timer | undefined

  constructor(private readonly deps: AnnouncerDeps) {}

  /** A message is new, or another one than before. */
  heard(message: ChatMessage): void {
    if (message.role !== 'reply') return
    const { id, conversationId, timeline } = message
    if (timeline.shown !== undefined || message.room?.deleted) this.waiting.delete(id)
    else if (!this.heardOf.has(id) && this.isNews(timeline.received)) {
      this.remember(id)
      this.waiting.set(id, { id, conversationId, said: saidIn(message) })
      this.timer ??= startTimer(TOGETHER_MS, () => void this.tell())
    }
  }

  stop(): void {
    this.timer?.cancel()
    this.timer = undefined
    this.waiting.clear()
  }

  private isNews(received: number | undefined): boolean {
    return received !== undefined && Math.abs(this.deps.now() - received) < NEWS_MS
  }

  private remember(id: string): void {
    this.heardOf.add(id)
    for (const oldest of this.heardOf) {
      if (this.heardOf.size <= REMEMBERED) break
      this.heardOf.delete(oldest)
    }
  }

  private async tell(): Promise<void> {
    this.timer = undefined
    if (this.waiting.size === 0) return
    const { settings, conversations, announce, now } = this.deps
    const [wanted, all] = await Promise.all([settings(), conversations()])
    // Once more: one of them may have been shown meanwhile.
    const replies = [...this.waiting.values()]
    this.waiting.clear()
    if (!wanted?.notify || isQuiet(wanted.quietHours, new Date(now()))) return
    const announcement = announcementOf(replies, all, wanted.notifyPreview)
    if (announcement) announce(announcement)
  }
}

/** What is said of replies, those left out that nobody is to be told of; null when nothing is. */
export function announcementOf(
  replies: readonly Waiting[],
  conversations: readonly Conversation[],
  withPreview: boolean
): Announcement | null {
  const told = new Map(
    conversations.filter(({ unread, muted }) => unread > 0 && !muted).map((one) => [one.id, one])
  )
  const counted = replies.filter(({ conversationId, said }) => {
    const chat = told.get(conversationId)
    return chat && (said?.mentionsMe !== false || chat.room?.mentionsOnly !== true)
  })
  const newest = counted.at(-1)
  if (!newest) return null
  const chats = new Set(counted.map(({ conversationId }) => conversationId)).size
  const chat = withPreview && chats === 1 ? told.get(newest.conversationId) : undefined
  return {
    replies: counted.length,
    chats,
    conversationId: newest.conversationId,
    messageId: newest.id,
    title: chat?.title ?? null,
    preview: chat && counted.length === 1 ? (newest.said?.line ?? chat.preview) : null
  }
}

/** Of a room: its newest message need not be the one that mentions one. */
function saidIn({ room, sender, text }: ReplyMessage): Waiting['said'] {
  if (!room) return undefined
  const line = `${sender.name}: ${text}`
    .slice(0, 2 * PREVIEW_LENGTH)
    .replaceAll(/\s+/g, ' ')
    .toWellFormed()
  const mentionsMe = room.mentions?.some(({ me }) => me) === true
  return { line: line.length > PREVIEW_LENGTH ? `${line.slice(0, PREVIEW_LENGTH - 1)}…` : line, mentionsMe }
}

/** An announcement in words: its head, and one line. `say` puts them into the user's language. */
export const announcementWords = (
  { replies, chats, title, preview }: Announcement,
  say: (message: (typeof lines)[keyof typeof lines], values: { replies: number; chats: number }) => string
): { readonly title: string; readonly body: string } => ({
  title: title ?? 'ChatAPP',
  body: preview ?? say(chats > 1 ? lines.several : lines.one, { replies, chats })
})

const lines = {
  one: '{replies, plural, one {# new reply} other {# new replies}}',
  several: '{replies, number} replies in {chats, number} chats'
} as const

/** Whether a moment lies in the quiet hours, by the clock of this computer; they may go over midnight. */
export function isQuiet(quiet: Settings['quietHours'], moment: Date): boolean {
  if (quiet === null) return false
  const now = moment.getHours() * 60 + moment.getMinutes()
  const [from, until] = [minutesOf(quiet.from), minutesOf(quiet.until)]
  return from <= until ? from <= now && now < until : from <= now || now < until
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
