import type { AppInfo, ChatHost, Connection, Conversation, Deletion, Settings } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { Log } from './log'
import type { PendingSend, SendWith } from './pending-sends'
import { type Message } from '../text/words'

/** Something that went wrong and belongs to no place on the screen. */
export interface Notice {
  readonly title: Message
  readonly error: WireError
}

/** A message to scroll to; a new object for each time. */
export interface Reveal {
  readonly conversationId: string
  readonly messageId: string
}

/** What the page knows of the host. */
export interface ChatData {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why the first load failed. */
  readonly failure: WireError | null
  /** Why the host no longer talks to this page; null while it does. */
  readonly accessEnded: string | null
  readonly linkUp: boolean
  readonly info: AppInfo | null
  readonly settings: Settings | null
  readonly connection: Connection | null
  readonly conversations: ReadonlyMap<string, Conversation>
  readonly openId: string
  /** Deletions that take long. */
  readonly deletions: ReadonlyMap<string, Deletion>
  readonly logs: ReadonlyMap<string, Log>
  /** Conversations whose newest or older page is being fetched. */
  readonly loading: ReadonlySet<string>
  readonly logErrors: ReadonlyMap<string, WireError>
  /** What is written and not sent, as far as this page has read or written it. */
  readonly drafts: ReadonlyMap<string, string>
  /** The user's own attributes, which go along with what is written, by chat; none where there are none. */
  readonly attributes: ReadonlyMap<string, readonly OwnAttribute[]>
  /** Chats whose draft the host is not known to have. */
  readonly unsaved: ReadonlySet<string>
  /** Texts that were sent and are not known to be stored, oldest first, by id. */
  readonly pending: ReadonlyMap<string, PendingSend>
  /** Why the last text of a conversation was not taken. */
  readonly sendErrors: ReadonlyMap<string, WireError>
  /** How many messages were set aside because they could not be read. */
  readonly setAside: number
  readonly notice: Notice | null
  /** The request this page sent last; the log goes to its end for it. */
  readonly lastSentId: string | null
  readonly reveal: Reveal | null
  /** The first reply of a chat that its reader had not seen when they came to it; a count of such while its log is not loaded. */
  readonly firstUnseen: ReadonlyMap<string, string | number>
  /** Messages that were deleted and can still be had back. */
  readonly hidden: ReadonlySet<string>
}

/** How the list keeps a chat. */
export type ChatMarks = Partial<Pick<Conversation, 'pinned' | 'archived' | 'muted'>>

/** What a person can do. Failures show in the state; nothing rejects. */
export interface ChatActions {
  /** Loads everything the page shows, and listens from then on. */
  readonly start: () => Promise<void>
  readonly open: (conversationId: string) => Promise<void>
  readonly loadOlder: (conversationId: string) => Promise<void>
  readonly loadNewer: (conversationId: string) => Promise<void>
  /** Goes back from a window to the newest page. */
  readonly showNewest: (conversationId: string) => Promise<void>
  /** Lets go of what stands far above the end, when its reader was there and went elsewhere. */
  readonly letGoOfOlder: (conversationId: string) => void
  /** Opens a conversation at one message, however far back. */
  readonly revealMessage: (conversationId: string, messageId: string) => Promise<void>
  /** Opens a new chat, which its first message names; the one that is empty still, if there is one. */
  readonly newChat: () => Promise<void>
  readonly create: (title?: string) => Promise<void>
  readonly rename: (conversationId: string, title: string) => Promise<void>
  readonly mark: (conversationId: string, marks: ChatMarks) => Promise<void>
  readonly markUnread: (conversationId: string) => Promise<void>
  readonly markRead: (conversationId: string) => Promise<void>
  /** Deletes a chat; whether it is gone, and can be had back for `UNDO_MS`. The first one is emptied, for good. */
  readonly remove: (conversationId: string) => Promise<boolean>
  /** Has it back; whether it is there again. */
  readonly restore: (conversationId: string) => Promise<boolean>
  /** Stops a deletion that takes long; what is left of the chat stays. */
  readonly stopDeleting: (conversationId: string) => Promise<void>
  readonly setAttributes: (conversationId: string, attributes: readonly OwnAttribute[]) => void
  /** What is written; the attributes stay unless others are given. */
  readonly setDraft: (conversationId: string, text: string, attributes?: readonly OwnAttribute[]) => void
  /**
   * Sends a text, with the attributes of its chat. It leaves the composer at once, is asked for until it is known whether the host has stored it, and
   * comes back with the reason only when it is known not to be stored.
   */
  readonly send: (conversationId: string, text: string, how?: SendWith) => Promise<void>
  readonly retry: (messageId: string, removeDeadCopy?: boolean) => Promise<void>
  readonly cancel: (messageId: string) => Promise<void>
  /** Sends a message again whose answer is late. */
  readonly askNow: (messageId: string) => Promise<void>
  /** Waits no longer for the answer of a message. */
  readonly giveUp: (messageId: string) => Promise<void>
  /** Takes a message and its replies out of sight, or puts them back. */
  readonly hideMessage: (messageId: string, hidden: boolean) => void
  /** Deletes a message for good, a request with its replies. */
  readonly deleteMessage: (messageId: string) => Promise<void>
  /** Tells the host, in groups, which replies were on the screen. */
  readonly noteShown: (messageId: string) => void
  readonly changeSettings: (change: Partial<Settings>) => Promise<WireError | null>
  readonly dismissNotice: () => void
}

export type ChatState = ChatData & ChatActions

/** What the groups of actions share. */
export interface ChatContext {
  readonly get: () => ChatState
  readonly set: (change: Partial<ChatData>) => void
  /** `host.call`, which also notices when the host no longer talks to this page. */
  readonly ask: ChatHost['call']
  readonly onLink: ChatHost['onLink']
}

/** The same map with one entry set, or removed when the value is null. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): ReadonlyMap<K, V> {
  const next = new Map(map)
  if (value === null) next.delete(key)
  else next.set(key, value)
  return next
}
