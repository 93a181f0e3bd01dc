import { createContext, useContext, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ChatHost } from '../../shared/contract'
import { windowAttention, type Attention } from './attention'
import type { ChatState } from './chat-state'
import { createChatStore } from './chat-store'
import { tabStorage, type PageStorage } from './kept-work'
import type { LogPlace } from './log-place'
import { createViewStore, type ViewState } from './view-store'

/** Makes a store of a host; it may ask for another one. */
export type MakeStore<S> = (host: ChatHost, storeOf: StoreOf) => StoreApi<S>

/** The one store of a page that a function makes: made when it is first asked for, so the first load goes without most. */
export type StoreOf = <S>(make: MakeStore<S>) => StoreApi<S>

/** Everything a page knows. */
export interface Stores {
  readonly chat: StoreApi<ChatState>
  readonly view: StoreApi<ViewState>
  readonly of: StoreOf
  /** Where the reader is in each chat, unless at its end. */
  readonly places: Map<string, LogPlace>
}

/** The stores of one page. */
export function createStores(
  host: ChatHost,
  attention: Attention = windowAttention,
  storage: PageStorage = tabStorage
): Stores {
  const made = new Map<unknown, unknown>()
  const storeOf: StoreOf = (make) => {
    if (!made.has(make)) made.set(make, make(host, storeOf))
    return made.get(make) as ReturnType<typeof make>
  }
  return {
    chat: createChatStore(host, attention, storage),
    view: createViewStore(),
    of: storeOf,
    places: new Map()
  }
}

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

/** The hook of a store: a part of what it knows. */
export const hookOf =
  <S,>(make: MakeStore<S>) =>
  <T,>(select: (state: S) => T): T =>
    useStore(useStores().of(make), select)
