import type { Stores } from '../store/stores'

/** Closes a dialog about what is written, to go on writing. */
export function backToComposer({ view }: Pick<Stores, 'view'>): void {
  view.getState().closeDialog()
  // A dialog keeps the focus as long as it is there, and has gone after this turn.
  setTimeout(() => view.getState().focusComposer())
}
