import { z } from 'zod'

/** Asks for the processor at an emulator's queues; the fault lab never touches it. */
export const EMULATOR_TARGET = 'ChatAPPEmulator.'

/** How long the processor stays at an emulator after somebody last asked for it, in milliseconds. */
export const LEASE_MS = 30_000

/** An emulator at whose queues the processor of this computer is to work. */
export const emulatorPlaceSchema = z.strictObject({
  endpoint: z.url(),
  region: z.string().min(1),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
  /** A file of the authority that signed its certificate, where the system does not trust it. */
  authority: z.string().min(1).optional()
})

/** `holder`: who needs it; it stays while anybody does. */
export const emulatorLeaseSchema = z.strictObject({
  holder: z.string().min(1).max(100),
  place: emulatorPlaceSchema
})

export type EmulatorPlace = z.output<typeof emulatorPlaceSchema>
export type EmulatorLease = z.output<typeof emulatorLeaseSchema>
