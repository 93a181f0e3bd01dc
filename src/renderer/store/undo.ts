import { UNDO_MS } from '../../shared/wire'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { hookOf } from './stores'

/** An act that shows at once and is only carried out when nobody took it back. */
export interface Undoable {
  /** What was done, in one line. */
  readonly says: string
  readonly undo: () => void
  /** Carries it out; left out where it is done already and `undo` reverses it. */
  readonly commit?: () => void
}

export interface Offer extends Undoable {
  readonly id: number
}

export interface UndoState {
  /** What can still be taken back, newest first. */
  readonly offers: readonly Offer[]
  readonly offer: (act: Undoable) => void
  readonly undo: (id: number) => void
  /** Lets go of the offer and carries it out. */
  readonly settle: (id: number) => void
}

/** What a person did and may take back for ten seconds; leaving the page carries it out. */
export const createUndo = (): StoreApi<UndoState> => {
  let last = 0
  const store = createStore<UndoState>()((set, get) => {
    const take = (id: number): Offer | undefined => {
      const offer = get().offers.find((one) => one.id === id)
      if (offer) set({ offers: get().offers.filter((one) => one !== offer) })
      return offer
    }
    return {
      offers: [],
      offer: (act) => {
        const id = ++last
        set({ offers: [{ ...act, id }, ...get().offers] })
        setTimeout(() => get().settle(id), UNDO_MS)
      },
      undo: (id) => take(id)?.undo(),
      settle: (id) => take(id)?.commit?.()
    }
  })
  window.addEventListener('pagehide', () => {
    for (const { id } of store.getState().offers) store.getState().settle(id)
  })
  return store
}

export const useUndo = hookOf(createUndo)
