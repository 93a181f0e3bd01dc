import { useEffect } from 'react'
import type { DesktopChoice } from '../../shared/contract'
import { createDesktopStore } from '../store/desktop-store'
import { useStores, type Stores } from '../store/stores'
import { carryOut } from './use-shortcuts'

/** Listens for what comes to the page from outside it: choices in menus and in the tray, links, and a network that is back. */
export function useOutside(): void {
  const stores = useStores()
  useEffect(() => {
    const { load, onChosen, retryConnection } = stores.of(createDesktopStore).getState()
    void load()
    const stop = onChosen((choice) => take(choice, stores))
    window.addEventListener('online', retryConnection)
    return () => {
      stop()
      window.removeEventListener('online', retryConnection)
    }
  }, [stores])
}

function take(choice: DesktopChoice, stores: Stores): void {
  const { chat, view } = stores
  const page = view.getState()
  switch (choice.kind) {
    case 'command':
      page.closeDialog()
      carryOut(choice.command, stores)
      return
    case 'join':
      page.openDialog({ kind: 'join', invitation: choice.invitation })
      return
    case 'refused':
      chat.setState({ notice: { title: 'The link was not opened', error: choice.error } })
      return
    case 'chat':
      page.closeDialog()
      page.show('chat')
      if (choice.messageId === null) void chat.getState().open(choice.conversationId)
      else void chat.getState().revealMessage(choice.conversationId, choice.messageId)
      page.focusComposer()
  }
}
