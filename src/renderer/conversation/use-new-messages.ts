import { useState } from 'react'
import type { Log } from '../store/log'

/** How many messages came while the reader was not at the end of the log. */
export function useNewMessages(log: Log, atBottom: boolean): number {
  const [seen, setSeen] = useState<{ log: Log; fresh: number }>({ log, fresh: 0 })
  if (seen.log !== log) setSeen({ log, fresh: atBottom ? 0 : seen.fresh + arrived(seen.log, log) })
  else if (atBottom && seen.fresh > 0) setSeen({ log, fresh: 0 })
  return atBottom ? 0 : seen.fresh
}

/** Messages of the later log that are new and not older than what the earlier one held. */
export function arrived(earlier: Log, later: Log): number {
  let newest = 0
  for (const message of earlier.messages.values()) newest = Math.max(newest, message.position)
  let count = 0
  for (const [id, message] of later.messages) {
    if (message.position >= newest && !earlier.messages.has(id)) count++
  }
  return count
}
