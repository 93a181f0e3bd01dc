import { createStore, type StoreApi } from 'zustand/vanilla'

export type View = 'chat' | 'queues' | 'settings'

/** What stands over the page, by tag. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'new-chat' }
  | { readonly kind: 'rename'; readonly conversationId: string }
  | { readonly kind: 'delete'; readonly conversationId: string }

/** Which parts of the page are open. */
export interface ViewState {
  readonly view: View
  readonly dialog: Dialog | null
  readonly inspectedId: string | null
  readonly drawerOpen: boolean
  /** Counts up when the search box or the composer should take the focus. */
  readonly searchFocus: number
  readonly composerFocus: number
  readonly show: (view: View) => void
  readonly openDialog: (dialog: Dialog) => void
  readonly closeDialog: () => void
  readonly inspect: (messageId: string | null) => void
  readonly setDrawer: (open: boolean) => void
  readonly focusSearch: () => void
  readonly focusComposer: () => void
}

/** A page that shows the conversation. */
export const createViewStore = (): StoreApi<ViewState> =>
  createStore<ViewState>()((set) => ({
    view: 'chat',
    dialog: null,
    inspectedId: null,
    drawerOpen: false,
    searchFocus: 0,
    composerFocus: 0,
    show: (view) =>
      set((state) => ({ view, drawerOpen: false, inspectedId: view === 'chat' ? state.inspectedId : null })),
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: null }),
    inspect: (inspectedId) => set({ inspectedId }),
    setDrawer: (drawerOpen) => set({ drawerOpen }),
    focusSearch: () =>
      set((state) => ({ dialog: null, drawerOpen: true, searchFocus: state.searchFocus + 1 })),
    focusComposer: () => set((state) => ({ composerFocus: state.composerFocus + 1 }))
  }))
