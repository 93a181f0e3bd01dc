import { useEffect, useMemo } from 'react'
import LettersView from '../letters/letters-view'
import { useDesk } from '../store/desk-store'
import QueueDeskView from './queue-desk-view'

/** The messages of the queue that is open at the desk. */
export default function MessagesView() {
  const watch = useDesk((state) => state.watch)
  const queue = useDesk((state) => state.queue)
  useEffect(() => watch(), [watch])
  const at = useMemo(
    () => queue && { queue: queue.name, cost: queue.look.free ? null : queue.look.words },
    [queue]
  )
  // Another backend is talked to, or the queue is gone: the desk says so.
  if (!at) return <QueueDeskView />
  return <LettersView at={at} />
}
