import { AwsDialogs } from '../accounts/aws-dialogs'
import { AttributesDialog } from '../conversation/attributes-dialog'
import { PairDialog } from '../conversation/pair-dialog'
import { ReplayDialog } from '../conversation/replay-dialog'
import { EditScheduledDialog, ScheduleDialog } from '../conversation/schedule-dialog'
import { ScheduledDialog } from '../conversation/scheduled-dialog'
import { SaveTemplateDialog, TemplateDialog } from '../conversation/template-dialogs'
import { isRoomDialog, RoomDialogs } from '../rooms/room-dialogs'
import CommandPalette from './command-palette'
import { useView } from '../store/stores'
import { DeleteSetAsideDialog, EmptyDialog } from './delete-dialog'
import { ShortcutsDialog } from './shortcuts-dialog'
import { TitleDialog } from './title-dialog'

/** The dialog that is open, if one is. */
export default function Dialogs() {
  const dialog = useView((state) => state.dialog)
  if (dialog?.kind === 'palette') return <CommandPalette />
  if (dialog?.kind === 'shortcuts') return <ShortcutsDialog />
  if (dialog?.kind === 'rename') return <TitleDialog conversationId={dialog.conversationId} />
  if (dialog?.kind === 'empty') return <EmptyDialog />
  if (dialog?.kind === 'edit-scheduled') return <EditScheduledDialog {...dialog} />
  if (dialog?.kind === 'schedule') return <ScheduleDialog {...dialog} />
  if (dialog?.kind === 'scheduled') return <ScheduledDialog {...dialog} />
  if (dialog?.kind === 'attributes') return <AttributesDialog {...dialog} />
  if (dialog?.kind === 'template') return <TemplateDialog {...dialog} />
  if (dialog?.kind === 'save-template') return <SaveTemplateDialog {...dialog} />
  if (dialog?.kind === 'replay') return <ReplayDialog {...dialog} />
  if (dialog?.kind === 'pair') return <PairDialog {...dialog} />
  if (dialog?.kind === 'delete-set-aside') return <DeleteSetAsideDialog id={dialog.id} queue={dialog.queue} />
  if (dialog && isRoomDialog(dialog)) return <RoomDialogs dialog={dialog} />
  if (dialog) return <AwsDialogs dialog={dialog} />
  return null
}
