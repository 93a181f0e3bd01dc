import { z } from 'zod'
import type { Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { letterSchema } from '../../shared/letter'
import { parseJson } from '../../platform/json-file'
import type { Redactor } from '../../platform/redactor'
import type { Backend } from '../backends/backend'
import { checkedActions, missingPermission, queueArn } from '../check/permissions'
import { correlationOf } from '../letters/letter-text'
import type { LetterDesk } from '../letters/letter-desk'
import type { Stores } from '../store/stores'

export interface LettersCallsDeps {
  stores: Pick<Stores, 'letters' | 'messages'>
  desk: LetterDesk
  redactor: Pick<Redactor, 'apply'>
  backend: () => Backend
  backendId: () => string
  /** Runs work during which this host may put questions to the user. */
  asking: <T>(work: () => Promise<T>) => Promise<T>
  now: () => number
}

type LettersCalls = Extract<keyof Handlers, `letters.${string}`>

/** AWS: what the desk asks of the dead-letter queue, besides what every client may. */
export const deskActions = [
  checkedActions.findQueue,
  checkedActions.readDepth,
  checkedActions.receive,
  checkedActions.release,
  checkedActions.delete,
  checkedActions.send,
  'sqs:PurgeQueue',
  'sqs:StartMessageMoveTask',
  'sqs:ListMessageMoveTasks',
  'sqs:CancelMessageMoveTask'
] as const

/** Lines of a letter's log among which the first is looked for. */
const LINES = 50
const noLines = { entries: [] }

/** Acts in one export: more than anybody reads. */
const MAX_ACTS = 1_000_000

/** A letter as a line of an export. */
const letterLine = z.object({
  type: z.literal('chatapp-letter'),
  version: z.literal(1),
  queue: z.string(),
  letter: letterSchema,
  edited: z.string().nullable(),
  cause: z.string().nullable(),
  takenAt: z.number()
})

/** The calls of the desk for dead letters. Those that look at or change a queue wait for the network. */
export const createLettersHandlers = (deps: LettersCallsDeps): Pick<Handlers, LettersCalls> => {
  const { desk, asking } = deps
  const { letters } = deps.stores
  const signedIn = async <T>(work: () => Promise<T> | T): Promise<T> =>
    await asking(async () => {
      await deps.backend().signIn()
      return await work()
    })
  const started = async (begin: () => ReturnType<LetterDesk['take']>) => ({ job: await signedIn(begin) })
  return {
    'letters.list': async ({ limit, after }) =>
      await signedIn(() =>
        desk.list({ limit, after: after && { sqsMessageId: after.id, sentAt: after.sentAt } })
      ),
    'letters.tray': async ({ limit, before }) => desk.tray(limit, before),
    'letters.get': async (ref) => await desk.get(ref),
    'letters.logs': async ({ correlationIds }) =>
      await firstLines(deps.backend(), deps.redactor, correlationIds),
    'letters.take': async ({ letters: refs }) => await started(() => desk.take(refs)),
    'letters.edit': async ({ id, text }) => desk.edit(id, text),
    'letters.dryRun': async ({ letter, text }) => await desk.dryRun(letter, text),
    'letters.resend': async ({ letters: refs, perSecond }) =>
      await started(() => desk.resend(refs, perSecond)),
    'letters.return': async ({ letters: refs }) => await started(() => desk.giveBack(refs)),
    'letters.delete': async ({ letters: refs, queue }) => await started(() => desk.delete(refs, queue)),
    'letters.purge': async ({ queue }) => (await signedIn(() => desk.purge(queue)), null),
    'letters.redrive': async ({ perSecond }) => await signedIn(() => desk.redrive(perSecond)),
    'letters.move': async () => await desk.move(),
    'letters.move.cancel': async () => (await desk.cancelMove(), null),
    'letters.job': async () => desk.jobs.current(),
    'letters.job.cancel': async () => (desk.jobs.cancel(), null),
    'letters.export': async ({ what }) => ({
      lines: what === 'acts' ? letters.acts(MAX_ACTS, null).toReversed().map(toLine) : trayLines(letters)
    }),
    'letters.import': async ({ lines }) => {
      const read = lines.filter((line) => line.trim() !== '').map(readLine)
      const place = { backendId: deps.backendId(), queue: desk.queue() }
      const added = letters.add(place, read, deps.now())
      return { added, present: read.length - added }
    },
    'letters.acts': async ({ limit, before }) => letters.acts(limit, before),
    'letters.policy': async () => await asking(() => policyFor(deps.backend()))
  }
}

const toLine = (value: object): string => JSON.stringify(value)

const trayLines = (letters: Stores['letters']): string[] =>
  [...letters.all()].map(({ queue, letter, edited, cause, takenAt }) =>
    toLine({ type: 'chatapp-letter', version: 1, queue, letter, edited, cause, takenAt })
  )

function readLine(text: string, index: number) {
  const parsed = letterLine.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new ChatError('letters.import_line', { line: index + 1 }, { cause: parsed.error })
  }
  const { letter, edited, cause } = parsed.data
  const correlationId = correlationOf(letter.body, letter.attributes)
  return { letter, edited, cause, correlationId, receipt: null }
}

/** The first line of each that tells of a failure, else the first of all. A log that cannot be read tells nothing. */
async function firstLines(
  backend: Backend,
  redactor: Pick<Redactor, 'apply'>,
  correlationIds: readonly string[]
): Promise<{ correlationId: string; line: string }[]> {
  const lines = await Promise.all(
    correlationIds.map(async (correlationId) => {
      const { entries } = await backend.logs({ messageId: correlationId, limit: LINES }).catch(() => noLines)
      const line = entries.find(({ level }) => level === 'WARN' || level === 'ERROR') ?? entries[0]
      return line ? [{ correlationId, line: redactor.apply(line.text).slice(0, 2000) }] : []
    })
  )
  return lines.flat()
}

/** The smallest policy that lets the desk work; null where nobody has to allow it. */
async function policyFor(backend: Backend) {
  const place = backend.destination()
  if (!backend.capabilities.account || !place) return null
  const caller = await backend.identity().catch(() => null)
  const { deadLetterQueue, requestQueue } = backend.names
  const target = {
    region: place.region.value,
    account: backend.queueAccount() ?? caller?.account ?? null,
    callerArn: caller?.arn ?? null
  }
  return missingPermission(
    [
      { actions: deskActions, resource: queueArn(deadLetterQueue, target) },
      // A move by the server sends as the caller, into the queue that gave the letters up.
      { actions: [checkedActions.send, checkedActions.readDepth], resource: queueArn(requestQueue, target) }
    ],
    target
  )
}
