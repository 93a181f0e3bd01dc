import { ConfirmDialog } from '../ui/confirm-dialog'
import { useStores } from '../store/stores'
import type { AwsDialog } from '../store/view-store'
import { awsBackendOf, createBackendsStore, useBackends } from '../store/backends-store'
import { createStackStore } from '../store/stack-store'
import { createMonitoringStore } from '../store/monitoring-store'

/** Asks before something on AWS, or in the list of backends, is gone. */
export function AwsDialogs({ dialog }: { dialog: AwsDialog }) {
  if (dialog.kind === 'remove-backend') return <RemoveBackend id={dialog.backendId} />
  if (dialog.kind === 'remove-stack') return <RemoveStack id={dialog.backendId} />
  return <Sweep names={dialog.names} />
}

function RemoveBackend({ id }: { id: string }) {
  const backends = useStores().of(createBackendsStore)
  const backend = useBackends((state) => awsBackendOf(state.backends, id))
  return (
    <ConfirmDialog
      label="Remove backend"
      question={
        <>
          Remove “<bdi>{backend?.name}</bdi>” from the list?
        </>
      }
      action="Remove backend"
      onConfirm={() => void backends.getState().remove(id)}
    >
      Nothing changes on AWS{backend?.stackName == null ? '' : ': its stack stays'}. Your messages on this
      computer stay, too.
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
      label="Remove stack"
      question={
        <>
          Remove the stack “<bdi>{backend?.stackName}</bdi>” from AWS?
        </>
      }
      action="Remove stack"
      onConfirm={() => void remove()}
    >
      Its queues with every message in them, the function, its log, the alarms and the dashboard in{' '}
      {backend?.region} are deleted for good. Your messages on this computer stay.
    </ConfirmDialog>
  )
}

function Sweep({ names }: { names: readonly string[] }) {
  const monitoring = useStores().of(createMonitoringStore)
  const what = names.length === 1 ? '1 response queue' : `${names.length.toLocaleString()} response queues`
  return (
    <ConfirmDialog
      label="Delete response queues"
      question={`Delete ${what}?`}
      action={`Delete ${what}`}
      onConfirm={() => void monitoring.getState().sweep(names)}
    >
      Replies that still wait in them are lost. Each is looked at once more: one that has been used since
      stays.
    </ConfirmDialog>
  )
}
