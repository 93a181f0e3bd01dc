import { z } from 'zod'
import { logLineSchema, monitoringSchema } from '../backend-config'
import { id } from './parts'

/** What a backend tells of itself. */
export const monitoringCalls = {
  'monitoring.get': {
    input: z.strictObject({ hours: z.number().int().min(1).max(72).default(3) }),
    output: monitoringSchema
  },
  /** The function's log lines of one request. */
  'monitoring.logs': { input: z.strictObject({ correlationId: id }), output: z.array(logLineSchema) }
}
