import { z } from 'zod'
import { emulatorBackendSchema, foundEmulatorSchema } from '../backend-config'

/** Emulators of AWS: found, and connected by one call. */
export const emulatorsCalls = {
  /** Those that answer on their usual ports of this computer, which are asked one request each; nothing else is. */
  'emulators.find': { input: z.void(), output: z.array(foundEmulatorSchema) },
  /**
   * Looks at what answers at an address, saves it as a backend and talks to it from then on. Of an address that is saved
   * already, what is not named stays. Throws `invalid_input` for what is no emulator, `offline` where nobody answers.
   */
  'emulators.connect': {
    input: z.strictObject({
      endpoint: z.string().trim().min(1).max(500),
      name: emulatorBackendSchema.shape.name.optional(),
      region: emulatorBackendSchema.shape.region.unwrap().optional(),
      credentials: emulatorBackendSchema.shape.credentials.unwrap().optional(),
      /** Where requests are worked on; left out, there where the emulator has a function at the queue, else here. */
      processor: z.enum(['here', 'there']).optional()
    }),
    output: emulatorBackendSchema
  }
}
