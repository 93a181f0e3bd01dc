import { z } from 'zod'
import { queueNameSchema } from '../../shared/backend-config'
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

/** What is in one part of an export, at most: so many, and so many characters of letters. */
const PART = 1000
const PART_CHARACTERS = 4_000_000

/** A letter as a line of an export. */
const letterLine = z.object({
  type: z.literal('chatapp-letter'),
  version: z.literal(1),
  queue: queueNameSchema,
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
    'letters.look': async () => ({ effect: deps.backend().letterLook ? 'none' : 'received' }),
    'letters.list': async ({ limit, after, from }) =>
      await signedIn(() =>
        desk.at(from).list({ limit, after: after && { sqsMessageId: after.id, sentAt: after.sentAt } })
      ),
    'letters.tray': async ({ limit, before }) => desk.tray(limit, before),
    'letters.get': async ({ from, ...ref }) => await desk.at(from).get(ref),
    'letters.logs': async ({ correlationIds }) =>
      await firstLines(deps.backend(), deps.redactor, correlationIds),
    'letters.take': async ({ letters: refs, from }) => await started(() => desk.at(from).take(refs)),
    'letters.edit': async ({ id, text }) => desk.edit(id, text),
    'letters.dryRun': async ({ letter, text, from }) => await desk.at(from).dryRun(letter, text),
    'letters.resend': async ({ letters: refs, perSecond, from }) =>
      await started(() => desk.at(from).resend(refs, perSecond)),
    'letters.return': async ({ letters: refs }) => await started(() => desk.giveBack(refs)),
    'letters.delete': async ({ letters: refs, queue, from }) =>
      await started(() => desk.at(from).delete(refs, queue)),
    'letters.purge': async ({ queue, from }) => (await signedIn(() => desk.at(from).purge(queue)), null),
    'letters.redrive': async ({ perSecond, from }) => await signedIn(() => desk.at(from).redrive(perSecond)),
    'letters.move': async (of) => await desk.at(of?.from).move(),
    'letters.move.cancel': async (of) => (await desk.at(of?.from).cancelMove(), null),
    'letters.job': async () => desk.jobs.current(),
    'letters.job.cancel': async () => (desk.jobs.cancel(), null),
    'letters.export': async ({ what, cursor }) => exported(letters, what, cursor),
    'letters.import': async ({ lines, from }) => {
      const read = lines.flatMap((line, index) => (line.trim() === '' ? [] : readLine(line, from + index)))
      const place = { backendId: deps.backendId(), queue: desk.queue() }
      const added = letters.add(place, read, deps.now())
      return { added, present: read.length - added }
    },
    'letters.acts': async ({ limit, before }) => letters.acts(limit, before),
    'letters.policy': async (of) => await asking(() => policyFor(deps.backend(), desk.at(of?.from).queue()))
  }
}

const toLine = (value: object): string => JSON.stringify(value)

/** A part of the tray, oldest first, or of the log of acts, newest first. */
function exported(letters: Stores['letters'], what: 'tray' | 'acts', cursor: string | null) {
  if (what === 'acts') {
    const acts = letters.acts(PART, cursor === null ? null : Number(cursor))
    return { lines: acts.map(toLine), next: acts.length < PART ? null : String(acts.at(-1)?.id) }
  }
  const lines: string[] = []
  let room = PART_CHARACTERS
  for (const { id, queue, letter, edited, cause, takenAt } of letters.all(cursor)) {
    lines.push(toLine({ type: 'chatapp-letter', version: 1, queue, letter, edited, cause, takenAt }))
    room -= lines.at(-1)?.length ?? 0
    if (lines.length === PART || room < 0) return { lines, next: id }
  }
  return { lines, next: null }
}

function readLine(text: string, line: number) {
  const parsed = letterLine.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new ChatError('letters.import_line', { line }, { cause: parsed.error })
  }
  const { letter, edited, cause, queue } = parsed.data
  const correlationId = correlationOf(letter.body, letter.attributes)
  // A dead letter comes to this backend's dead-letter queue, whatever that is called; any other goes where it was.
  const place = letter.other === true ? { queue } : {}
  return { letter, edited, cause, correlationId, receipt: null, ...place }
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
async function policyFor(backend: Backend, queue: string) {
  const place = backend.destination()
  if (!backend.capabilities.account || !place) return null
  const caller = await backend.identity().catch(() => null)
  const { deadLetterQueue, requestQueue } = backend.names
  // Letters go back to their own queues, which only the server knows.
  const source = queue === deadLetterQueue ? requestQueue : queue
  const target = {
    region: place.region.value,
    account: backend.queueAccount() ?? caller?.account ?? null,
    callerArn: caller?.arn ?? null
  }
  return missingPermission(
    [
      { actions: deskActions, resource: queueArn(queue, target) },
      // A move by the server sends as the caller, into the queue that gave the letters up.
      { actions: [checkedActions.send, checkedActions.readDepth], resource: queueArn(source, target) }
    ],
    target
  )
}
