import { z } from 'zod'
import { timeSchema, wireErrorSchema } from '../message'

const version = z.string()

/**
 * Where updates of this ChatAPP stand.
 *
 * - `none`: it does not update itself. `host`: the desktop app does that; `source`: it runs from a checkout; `no-feed`:
 *   whoever packaged it named no update feed; `packages`: the system's package manager does it; `archive`: it was
 *   unpacked from an archive, so there is no installation to replace.
 * - `idle`: nothing newer is known; `checkedAt` is null before the first look of this run.
 * - `ready`: the newer version is here, verified; `restarting`: what is being sent is finished first.
 */
const updateStateSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('none'),
    why: z.enum(['host', 'source', 'no-feed', 'packages', 'archive'])
  }),
  z.object({ kind: z.literal('idle'), checkedAt: timeSchema.nullable() }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('downloading'), version, share: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('ready'), version, notes: z.string() }),
  z.object({ kind: z.literal('restarting'), version }),
  z.object({ kind: z.literal('failed'), error: wireErrorSchema })
])

export const updateChoicesSchema = z.strictObject({
  /** `beta`: versions that are still tried, and every stable one. */
  channel: z.enum(['stable', 'beta']),
  /** Whether ChatAPP looks by itself, after the start and four times a day. */
  automatic: z.boolean()
})

export const updatesSchema = z.object({ choices: updateChoicesSchema, state: updateStateSchema })

/** Newer versions of ChatAPP. */
export const updatesCalls = {
  'updates.get': { input: z.void(), output: updatesSchema },
  /** Looks for a newer version and fetches it; resolves at once, `updates.changed` tells. */
  'updates.check': { input: z.void(), output: z.null() },
  /** Changes the channel, or whether ChatAPP looks by itself. What was fetched from another channel is dropped. */
  'updates.choose': { input: updateChoicesSchema.partial(), output: updatesSchema },
  /** Finishes what is being sent, then starts the newer version. Throws `conflict` when none is ready. */
  'updates.restart': { input: z.void(), output: z.null() }
}

export const updatesEvents = {
  'updates.changed': updatesSchema
}

export type Updates = z.output<typeof updatesSchema>
export type UpdateState = Updates['state']
export type UpdateChoices = Updates['choices']
