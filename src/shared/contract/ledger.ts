import { z } from 'zod'
import { timeSchema } from '../message'
import { count } from './parts'

/**
 * What a profile counts from its first message on, in the transactions of what is counted; nothing of it is ever reset.
 *
 * - `written`: requests that were stored to be sent; `deleted`: those of them that the user has deleted since.
 * - `sent`: handed over to SQS, as it confirmed; `notAccepted`: tries that it did not take, and that were made again;
 *   `askedAgain`: sent once more because no answer came; `retried`: failed ones that the user sent again.
 * - `answered` and `failed`: how they ended. One that failed may be answered later, and is counted in both.
 * - `duplicates`: replies that came once more and were dropped; `ownerless`: replies to what the user has deleted.
 * - `setAside`: messages on a response queue that could not be read; `taken`: dead letters that were taken into the tray.
 */
export const ledgerCounters = [
  'written',
  'sent',
  'notAccepted',
  'askedAgain',
  'retried',
  'answered',
  'failed',
  'duplicates',
  'ownerless',
  'setAside',
  'taken',
  'deleted'
] as const

/**
 * Where a request is: not accepted by SQS yet, accepted and not answered, accepted by a queue without replies, over, or
 * deleted by the user.
 */
export const ledgerPlaces = ['outbox', 'underWay', 'delivered', 'answered', 'failed', 'deleted'] as const

/** Why requests failed: MessageProcessor gave up, nobody answered, the user cancelled, or SQS refused them. */
export const failureCauses = ['processor', 'noAnswer', 'cancelled', 'refused'] as const

const countsOf = <const K extends string>(keys: readonly K[]) =>
  z.object(Object.fromEntries(keys.map((key) => [key, count])) as Record<K, typeof count>)

/** Where each request is that was ever written here, told from the requests themselves, beside what was counted. */
export const ledgerSchema = z.object({
  /** When counting began; what was there already was counted then. */
  since: timeSchema,
  counters: countsOf(ledgerCounters),
  places: countsOf(ledgerPlaces),
  failures: countsOf(failureCauses),
  /** Requests that came by an import: written elsewhere, and in none of the places above. */
  imported: count,
  /** Written requests that are in none of the places: 0, or the database has lost or doubled some. */
  unaccounted: z.number().int()
})

/** The delivery ledger. */
export const ledgerCalls = {
  'ledger.get': { input: z.void(), output: ledgerSchema },
  /** A part of the list of all requests with the place of each, as JSON lines; `next` is the cursor of the following part. */
  'ledger.export': {
    input: z.strictObject({ cursor: z.string().max(40).nullable().default(null) }),
    output: z.object({ lines: z.array(z.string()), next: z.string().nullable() })
  }
}

export type LedgerReport = z.output<typeof ledgerSchema>
export type LedgerCounter = (typeof ledgerCounters)[number]
