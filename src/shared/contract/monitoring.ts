import { z } from 'zod'
import { monitoringSchema } from '../backend-config'
import { toldSchema } from '../said'
import { count } from './parts'

/** An alarm of the backend's stack and its state; `since`: when that began. */
export const alarmSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'alarm', 'unknown']),
  since: count.nullable(),
  description: z.string(),
  /** Why it is in this state, in CloudWatch's words. */
  reason: z.string(),
  url: z.string().nullable()
})

/** What a backend tells of itself. */
export const monitoringCalls = {
  'monitoring.get': {
    input: z.strictObject({ hours: z.number().int().min(1).max(72).default(3) }),
    output: monitoringSchema
  },
  /** The alarms of the backend's stack; `missing`: why there are none, or not all. */
  'monitoring.alarms': {
    input: z.void(),
    output: z.object({ alarms: z.array(alarmSchema), missing: z.array(toldSchema) })
  }
}

export type Alarm = z.output<typeof alarmSchema>
