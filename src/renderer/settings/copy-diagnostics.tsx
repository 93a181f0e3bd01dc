import { useEffect } from 'react'
import type { AppInfo } from '../../shared/contract'
import { useChat, useFaults, useQueues } from '../store/stores'
import { CopyButton } from '../ui/copy-button'
import { diagnosticsText } from './diagnostics'

/** Copies what a bug report needs: facts, connection and queue numbers. */
export function CopyDiagnostics({ info }: { info: AppInfo }) {
  const connection = useChat((state) => state.connection)
  const setAside = useChat((state) => state.setAside)
  const faults = useFaults((state) => state.faults)
  const queues = useQueues((state) => state.queues)
  const updatedAt = useQueues((state) => state.updatedAt)
  const refresh = useQueues((state) => state.refresh)
  useEffect(() => void refresh(), [refresh])
  const text = diagnosticsText({ info, connection, queues, setAside, faults, countedAt: updatedAt })
  return <CopyButton text={text} label="Copy diagnostics" />
}
