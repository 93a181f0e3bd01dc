import type { Stores } from '../store/stores'
import { createUndo } from '../store/undo'
import { chatTitle } from '../text/chat-title'
import { t } from '../text/words'

/** Shows a chat, ready to write in. */
export function goToChat({ chat, view }: Stores, id: string): void {
  view.getState().show('chat')
  void chat.getState().open(id)
  view.getState().focusComposer()
}

/** Begins a chat and shows it, ready to write in. */
export function startChat({ chat, view }: Stores): void {
  view.getState().show('chat')
  void chat.getState().newChat()
  view.getState().focusComposer()
}

/** Deletes a chat, with the offer to have it back, which stands over the page. */
export async function deleteChat({ chat, view, of }: Stores, id: string): Promise<void> {
  const { conversations, openId, remove, restore, open } = chat.getState()
  const deleted = conversations.get(id)
  const title = deleted ? chatTitle(deleted) : ''
  view.getState().setDrawer(false)
  if (!(await remove(id))) return
  const undo = async (): Promise<void> => {
    if ((await restore(id)) && openId === id) await open(id)
  }
  of(createUndo)
    .getState()
    .offer({ says: t('Deleted “{title}”', { title }), undo: () => void undo() })
}
