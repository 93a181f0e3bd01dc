import { createContext, use, type ComponentType } from 'react'
import type { ChatMessage } from '../../shared/message'
import type { RoomMessage } from '../store/log-items'
import type { Stores } from '../store/stores'
import { messageActs, type MessageAct } from './message-acts'

/** What a log of a room has of its own; it comes with the code of rooms, and logs of other chats go without. */
export interface LogKind {
  readonly Row: ComponentType<{ message: RoomMessage; head: boolean }>
  /** In place of a log in which nothing stands. */
  readonly Empty: ComponentType
  /** What can be done with a message. */
  readonly acts: (stores: Stores, message: ChatMessage) => MessageAct[]
}

export const LogKindContext = createContext<LogKind | null>(null)

/** What can be done with a message of the log that is drawn. */
export const useMessageActs = (): LogKind['acts'] => use(LogKindContext)?.acts ?? messageActs
