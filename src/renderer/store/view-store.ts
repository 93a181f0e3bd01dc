import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AwsDialog, AwsPage } from '../aws/aws-page'

export type View = 'chat' | 'queues' | 'settings' | 'aws'

/** What stands over the page, by tag. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'new-chat' }
  | { readonly kind: 'rename'; readonly conversationId: string }
  | { readonly kind: 'delete'; readonly conversationId: string }
  | { readonly kind: 'delete-set-aside'; readonly id: number; readonly queue: string }
  | AwsDialog

/** Which parts of the page are open. */
export interface ViewState {
  readonly view: View
  /** What the AWS view shows. */
  readonly awsPage: AwsPage
  readonly dialog: Dialog | null
  readonly inspectedId: string | null
  readonly drawerOpen: boolean
  /** The search box should take the focus, as soon as it is there. */
  readonly searchWanted: boolean
  /** Counts up when the composer should take the focus. */
  readonly composerFocus: number
  readonly show: (view: View) => void
  readonly openAws: (page: AwsPage) => void
  readonly openDialog: (dialog: Dialog) => void
  readonly closeDialog: () => void
  readonly inspect: (messageId: string | null) => void
  readonly setDrawer: (open: boolean) => void
  readonly focusSearch: () => void
  readonly searchFocused: () => void
  readonly focusComposer: () => void
}

/** A page that shows the conversation. */
export const createViewStore = (): StoreApi<ViewState> =>
  createStore<ViewState>()((set) => ({
    view: 'chat',
    awsPage: { kind: 'connect' },
    dialog: null,
    inspectedId: null,
    drawerOpen: false,
    searchWanted: false,
    composerFocus: 0,
    show: (view) =>
      set((state) => ({ view, drawerOpen: false, inspectedId: view === 'chat' ? state.inspectedId : null })),
    openAws: (awsPage) => set({ awsPage, view: 'aws', drawerOpen: false, inspectedId: null }),
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: null }),
    inspect: (inspectedId) => set({ inspectedId }),
    setDrawer: (drawerOpen) => set({ drawerOpen }),
    focusSearch: () => set({ dialog: null, drawerOpen: true, searchWanted: true }),
    searchFocused: () => set({ searchWanted: false }),
    focusComposer: () => set((state) => ({ composerFocus: state.composerFocus + 1 }))
  }))
