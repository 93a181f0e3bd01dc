import { useView } from '../store/stores'
import CommandPalette from '../palette/command-palette'
import { DeleteDialog } from './delete-dialog'
import { ShortcutsDialog } from './shortcuts-dialog'
import { TitleDialog } from './title-dialog'

/** The dialog that is open, if one is. */
export default function Dialogs() {
  const dialog = useView((state) => state.dialog)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'palette':
      return <CommandPalette />
    case 'shortcuts':
      return <ShortcutsDialog />
    case 'new-chat':
      return <TitleDialog conversationId={null} />
    case 'rename':
      return <TitleDialog conversationId={dialog.conversationId} />
    case 'delete':
      return <DeleteDialog conversationId={dialog.conversationId} />
  }
}
