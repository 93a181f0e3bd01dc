import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallArgument, ChatHost, Desktop, DesktopChoice } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { hookOf } from './stores'

/** The system around the desktop window, as its host knows it. */
export interface DesktopState {
  /** Null until it was read, and for ever where there is no such window. */
  readonly desktop: Desktop | null
  /** Why the last wish was not taken. */
  readonly error: WireError | null
  readonly load: () => Promise<void>
  readonly choose: (changes: CallArgument<'desktop.choose'>) => Promise<void>
  readonly openChat: (id: string) => Promise<void>
  /** The menu that is about to open stands on this message. */
  readonly pointAt: (messageId: string | null) => void
  readonly retryConnection: () => void
  /** Calls the listener with what the user chooses outside the page from now on; returns how to stop. */
  readonly onChosen: (listener: (choice: DesktopChoice) => void) => () => void
}

/** What the page knows of the window that it is in. */
export function createDesktopStore(host: ChatHost): StoreApi<DesktopState> {
  return createStore<DesktopState>()((set) => ({
    desktop: null,
    error: null,
    load: async () => {
      const result = await host.call('desktop.get', undefined)
      if (result.ok) set({ desktop: result.value })
    },
    choose: async (changes) => {
      const result = await host.call('desktop.choose', changes)
      set(result.ok ? { desktop: result.value, error: null } : { error: result.error })
    },
    openChat: async (id) => {
      const result = await host.call('desktop.openChat', { id })
      set({ error: result.ok ? null : result.error })
    },
    pointAt: (messageId) => void host.call('desktop.pointAt', { messageId }),
    retryConnection: () => void host.call('connection.retry', undefined),
    onChosen: (listener) => host.on('desktop.chosen', listener)
  }))
}

export const useDesktop = hookOf(createDesktopStore)
