import { createContext, useContext, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ChatHost } from '../../shared/contract'
import type { LogPlace } from './log-place'
import { createPromptsStore, type PromptsState } from './prompts-store'
import { windowAttention, type Attention } from './attention'
import type { ChatState } from './chat-state'
import { createChatStore } from './chat-store'
import { createDetailStore, type DetailState } from './detail-store'
import { createFaultsStore, type FaultsState } from './faults-store'
import { tabStorage, type PageStorage } from './kept-work'
import { createNoticesStore, type NoticesState } from './notices-store'
import { createQueuesStore, type QueuesState } from './queues-store'
import { createRecoveryStore, type RecoveryState } from './recovery-store'
import { createSearchStore, type SearchState } from './search-store'
import { createTransferStore, type TransferState } from './transfer-store'
import { createViewStore, type ViewState } from './view-store'

/** Everything a page knows, made from its host. */
export interface Stores {
  /** For stores that are made only when they are needed. */
  readonly host: ChatHost
  readonly chat: StoreApi<ChatState>
  readonly view: StoreApi<ViewState>
  readonly search: StoreApi<SearchState>
  readonly detail: StoreApi<DetailState>
  readonly queues: StoreApi<QueuesState>
  readonly prompts: StoreApi<PromptsState>
  readonly notices: StoreApi<NoticesState>
  readonly faults: StoreApi<FaultsState>
  readonly transfer: StoreApi<TransferState>
  readonly recovery: StoreApi<RecoveryState>
  /** Where the reader is in each chat, unless at its end. */
  readonly places: Map<string, LogPlace>
}

/** The stores of one page. */
export const createStores = (
  host: ChatHost,
  attention: Attention = windowAttention,
  storage: PageStorage = tabStorage
): Stores => ({
  host,
  chat: createChatStore(host, attention, storage),
  view: createViewStore(),
  search: createSearchStore(host),
  detail: createDetailStore(host),
  queues: createQueuesStore(host),
  prompts: createPromptsStore(host),
  notices: createNoticesStore(host),
  faults: createFaultsStore(host),
  transfer: createTransferStore(host),
  recovery: createRecoveryStore(host),
  places: new Map()
})

const StoresContext = createContext<Stores | null>(null)

/** Gives its children the stores. */
export const StoresProvider = ({ stores, children }: { stores: Stores; children: ReactNode }) => (
  <StoresContext value={stores}>{children}</StoresContext>
)

/** The stores themselves, for what happens in an event. */
export function useStores(): Stores {
  const stores = useContext(StoresContext)
  if (!stores) throw new Error('This component stands outside <StoresProvider>.')
  return stores
}

/** A part of what the page knows of its conversations. */
export const useChat = <T,>(select: (state: ChatState) => T): T => useStore(useStores().chat, select)

/** Which parts of the page are open. */
export const useView = <T,>(select: (state: ViewState) => T): T => useStore(useStores().view, select)

/** The search. */
export const useSearch = <T,>(select: (state: SearchState) => T): T => useStore(useStores().search, select)

/** The inspected message. */
export const useDetail = <T,>(select: (state: DetailState) => T): T => useStore(useStores().detail, select)

/** The queues. */
export const useQueues = <T,>(select: (state: QueuesState) => T): T => useStore(useStores().queues, select)

/** What happened to this profile. */
export const useNotices = <T,>(select: (state: NoticesState) => T): T => useStore(useStores().notices, select)

/** The fault lab. */
export const useFaults = <T,>(select: (state: FaultsState) => T): T => useStore(useStores().faults, select)

/** Export and import. */
export const useTransfer = <T,>(select: (state: TransferState) => T): T =>
  useStore(useStores().transfer, select)

/** Databases that were set aside. */
export const useRecovery = <T,>(select: (state: RecoveryState) => T): T =>
  useStore(useStores().recovery, select)
