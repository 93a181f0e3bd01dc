import { isTime } from '../../shared/wire'

/** The time an attribute such as `SentTimestamp` holds, in epoch milliseconds; null when it holds none. */
export function timeOf(name: string, value: string): number | null {
  if (!name.endsWith('Timestamp') || !/^\d{12,16}$/.test(value)) return null
  const at = Number(value)
  return isTime(at) ? at : null
}
