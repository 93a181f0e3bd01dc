import { accountOf, backendTitle, emulatorOf } from '../../shared/backend-words'
import { ConfirmSend } from './confirm-send'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { useStores } from '../store/stores'
import type { AwsDialog } from '../store/view-store'
import { awsBackendOf, createBackendsStore, useBackends } from '../store/backends-store'
import { createStackStore } from '../store/stack-store'
import { createMonitoringStore } from '../store/monitoring-store'
import { rich, t } from '../text/words'

/** Asks before something on AWS, or in the list of backends, is gone. */
export function AwsDialogs({ dialog }: { dialog: AwsDialog }) {
  if (dialog.kind === 'remove-backend') return <RemoveBackend id={dialog.backendId} />
  if (dialog.kind === 'remove-stack') return <RemoveStack id={dialog.backendId} />
  if (dialog.kind === 'confirm-send') return <ConfirmSend {...dialog} />
  return <Sweep names={dialog.names} />
}

function RemoveBackend({ id }: { id: string }) {
  const backends = useStores().of(createBackendsStore)
  const backend = useBackends((state) => state.backends?.find((one) => one.id === id))
  return (
    <ConfirmDialog
      label={t('Remove backend')}
      question={rich('Remove “{name}” from the list?', {
        name: <bdi>{backend && backendTitle(backend, t)}</bdi>
      })}
      action={t('Remove backend')}
      onConfirm={() => void backends.getState().remove(id)}
    >
      {emulatorOf(backend)
        ? t('Nothing changes at the emulator. Your messages on this computer stay, too.')
        : accountOf(backend)?.stackName == null
          ? t('Nothing changes on AWS. Your messages on this computer stay, too.')
          : t('Nothing changes on AWS: its stack stays. Your messages on this computer stay, too.')}
    </ConfirmDialog>
  )
}

function RemoveStack({ id }: { id: string }) {
  const stack = useStores().of(createStackStore)
  const { view } = useStores()
  const backend = useBackends((state) => awsBackendOf(state.backends, id))

  const remove = async (): Promise<void> => {
    if (await stack.getState().remove(id)) view.getState().openAws({ kind: 'progress' })
  }

  return (
    <ConfirmDialog
      label={t('Remove stack')}
      question={rich('Remove the stack “{name}” from AWS?', { name: <bdi>{backend?.stackName}</bdi> })}
      action={t('Remove stack')}
      onConfirm={() => void remove()}
    >
      {t(
        'Its queues with every message in them, the function, its log, the alarms and the dashboard in {region} are deleted for good. The table with what was said in rooms stays on AWS, and your messages on this computer do.',
        { region: backend?.region ?? '' }
      )}
    </ConfirmDialog>
  )
}

function Sweep({ names }: { names: readonly string[] }) {
  const monitoring = useStores().of(createMonitoringStore)
  const count = names.length
  return (
    <ConfirmDialog
      label={t('Delete response queues')}
      question={t('{count, plural, one {Delete # response queue?} other {Delete # response queues?}}', {
        count
      })}
      action={t('{count, plural, one {Delete # response queue} other {Delete # response queues}}', { count })}
      onConfirm={() => void monitoring.getState().sweep(names)}
    >
      {t(
        'Replies that still wait in them are lost. Each is looked at once more: one that has been used since stays.'
      )}
    </ConfirmDialog>
  )
}
