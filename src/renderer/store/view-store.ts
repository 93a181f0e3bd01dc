import { createStore, type StoreApi } from 'zustand/vanilla'
import { chatOfOwnWindow } from './own-window'
import type { SendWith } from './pending-sends'

/** What the AWS view shows, by tag. */
export type AwsPage =
  | { readonly kind: 'connect' }
  | { readonly kind: 'edit'; readonly backendId: string }
  | { readonly kind: 'update'; readonly backendId: string }
  | { readonly kind: 'progress' }
  | { readonly kind: 'check'; readonly backendId: string }

/** What is asked before something on AWS, or in the list of backends, is gone. */
export type AwsDialog =
  | { readonly kind: 'remove-backend'; readonly backendId: string }
  | { readonly kind: 'remove-stack'; readonly backendId: string }
  | { readonly kind: 'sweep-queues'; readonly names: readonly string[] }
  /** Whether what is written in a chat is meant for the protected backend that was switched to. */
  | { readonly kind: 'confirm-send'; readonly conversationId: string; readonly how: SendWith }

/** What is asked of rooms and people. */
export type RoomDialog =
  | { readonly kind: 'people' }
  | { readonly kind: 'new-room' }
  | { readonly kind: 'join'; readonly invitation: string }
  /** All that there is to know of a room, from its side. */
  | { readonly kind: 'room'; readonly conversationId: string; readonly invite?: boolean }
  | { readonly kind: 'leave-room'; readonly conversationId: string }
  /** Delete a message of one's own for everybody. */
  | { readonly kind: 'unsay'; readonly messageId: string }

export type View =
  | 'chat'
  | 'queues'
  | 'desk'
  | 'messages'
  | 'letters'
  | 'logs'
  | 'settings'
  | 'faults'
  | 'help'
  | 'aws'

/** Dialogs about what is written in a chat, and what was. */
export type LaterDialog = 'schedule' | 'scheduled' | 'attributes' | 'template' | 'save-template' | 'replay'

/** What stands over the page, by tag. */
export type Dialog =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'rename'; readonly conversationId: string }
  /** Delete all messages of the first chat. */
  | { readonly kind: 'empty' }
  /** When what is written in a chat is sent, and with which attributes; templates for it. */
  | { [K in LaterDialog]: { readonly kind: K; readonly conversationId: string } }[LaterDialog]
  /** The queues of a chat; null for a chat that is begun with them. */
  | { readonly kind: 'pair'; readonly conversationId: string | null }
  | { readonly kind: 'edit-scheduled'; readonly id: string; readonly conversationId: string }
  | { readonly kind: 'delete-set-aside'; readonly id: number; readonly queue: string }
  | AwsDialog
  | RoomDialog

/** Keys that came before the dialog they were meant for. */
export interface TypedAhead {
  readonly text: string
  readonly entered: boolean
}

const nothingAhead: TypedAhead = { text: '', entered: false }

function withKey(ahead: TypedAhead, key: string): TypedAhead {
  if (ahead.entered) return ahead
  if (key === 'Enter') return { ...ahead, entered: true }
  if (key === 'Backspace') return { ...ahead, text: Array.from(ahead.text).slice(0, -1).join('') }
  return Array.from(key).length === 1 ? { ...ahead, text: ahead.text + key } : ahead
}

/** Which parts of the page are open. */
export interface ViewState {
  readonly view: View
  /** The window is one chat's own: it has no list of chats. */
  readonly alone: boolean
  /** What the AWS view shows. */
  readonly awsPage: AwsPage
  readonly dialog: Dialog | null
  /** What was typed for the dialog before it was there, and whether Enter followed. */
  readonly ahead: TypedAhead
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
  /** Keeps a key (by its name) for the dialog that is being loaded. */
  readonly typeAhead: (key: string) => void
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
    alone: chatOfOwnWindow() !== null,
    awsPage: { kind: 'connect' },
    dialog: null,
    ahead: nothingAhead,
    inspectedId: null,
    drawerOpen: false,
    searchWanted: false,
    composerFocus: 0,
    show: (view) =>
      set((state) => ({ view, drawerOpen: false, inspectedId: view === 'chat' ? state.inspectedId : null })),
    openAws: (awsPage) => set({ awsPage, view: 'aws', drawerOpen: false, inspectedId: null }),
    openDialog: (dialog) => set({ dialog, ahead: nothingAhead }),
    closeDialog: () => set({ dialog: null, ahead: nothingAhead }),
    typeAhead: (key) => set(({ ahead }) => ({ ahead: withKey(ahead, key) })),
    inspect: (inspectedId) => set({ inspectedId }),
    setDrawer: (drawerOpen) => set({ drawerOpen }),
    focusSearch: () => set({ dialog: null, drawerOpen: true, searchWanted: true }),
    searchFocused: () => set({ searchWanted: false }),
    focusComposer: () => set((state) => ({ composerFocus: state.composerFocus + 1 }))
  }))
