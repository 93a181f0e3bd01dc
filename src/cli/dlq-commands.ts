import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, LetterRef, LetterSummary } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { chosen, done, finished, lookedAt, PART, placeOf, refOf, trayed } from './dlq-letters'
import { momentLine } from './message-line'

interface JsonOptions extends ProfileOptions {
  readonly json?: boolean
  /** The queue that is worked on; left out: the dead-letter queue. */
  readonly queue?: string
}
export interface ListOptions extends JsonOptions {
  readonly tray?: boolean
  readonly limit?: number
}
export interface ManyOptions extends JsonOptions {
  readonly all?: boolean
  readonly rate?: number
}
export interface ResendOptions extends ManyOptions {
  readonly text?: string
  readonly dryRun?: boolean
}

/** How often the server's move is looked at, in milliseconds. */
const LOOK_EVERY_MS = 500
/** For so long a command waits for what it put into the outbox, in milliseconds; what is stored goes out later too. */
const SENT_WITHIN_MS = 10_000

/** `chatapp dlq list`: what lies in the dead-letter queue, or in the tray. */
export async function listLettersCommand(deps: CliDeps, options: ListOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const limit = Math.min(options.limit ?? 100, PART)
    const { letters, total } = options.tray
      ? await call(app, 'letters.tray', { limit })
      : await lookedAt(deps, app, { limit, queue: options.queue })
    for (const letter of letters) deps.out(options.json ? JSON.stringify(letter) : lineOf(letter))
    if (letters.length === 0) deps.err(options.tray ? 'The tray is empty.' : 'No letter lies there.')
    else if (total > letters.length) deps.err(`${letters.length} of about ${total}. For more: --limit`)
    return exitCodes.done
  })
}

const picked = ({ all, queue }: ManyOptions) => ({ all, queue })

const lineOf = ({ id, sentAt, attempts, cause, text, edited }: LetterSummary): string => {
  const said = text.replaceAll(/\s+/g, ' ').slice(0, 60)
  return `${id}  ${momentLine(sentAt)}  ${attempts}×  ${cause ?? 'no cause known'}  ${edited ? '(edited) ' : ''}${said}`
}

/** `chatapp dlq show`: one letter with all that it says. */
export async function showLetterCommand(deps: CliDeps, id: string, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const ref = await refOf({ deps, queue: options.queue }, app, id)
    const letter = await call(app, 'letters.get', { ...ref, ...placeOf(options.queue) })
    if (options.json) {
      deps.out(JSON.stringify(letter))
      return exitCodes.done
    }
    const { correlationId } = letter
    const logs =
      correlationId === null ? [] : await call(app, 'letters.logs', { correlationIds: [correlationId] })
    const facts: [string, string | null][] = [
      ['In', letter.place === 'tray' ? 'the tray' : 'the queue'],
      ['Correlation id', correlationId],
      ['Sent', momentLine(letter.sentAt)],
      ['Attempts', String(letter.attempts)],
      ['Given up by', letter.source],
      ['Cause', letter.cause],
      ['Log', logs[0]?.line ?? null]
    ]
    for (const [name, value] of facts) if (value !== null) deps.out(`${name}: ${value}`)
    for (const { name, type, value } of letter.attributes) deps.out(`${name} (${type}): ${value}`)
    deps.out('')
    deps.out(letter.changed ?? letter.editable)
    return exitCodes.done
  })
}

/** `chatapp dlq take`: moves letters into the tray. */
export async function takeLettersCommand(
  deps: CliDeps,
  ids: readonly string[],
  options: ManyOptions
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const letters = await chosen(app, ids, { deps, ...picked(options), places: ['queue'] })
    if (letters.length === 0) return nothing(deps)
    const { job } = await call(app, 'letters.take', { letters, ...placeOf(options.queue) })
    return await done(deps, app, { job, ...options })
  })
}

/** `chatapp dlq return`: puts letters of the tray back into the queue. */
export async function returnLettersCommand(
  deps: CliDeps,
  ids: readonly string[],
  options: ManyOptions
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const letters = await chosen(app, ids, { deps, ...picked(options), places: ['tray'] })
    if (letters.length === 0) return nothing(deps)
    return await done(deps, app, { job: (await call(app, 'letters.return', { letters })).job, ...options })
  })
}

/** `chatapp dlq resend`: sends letters again under their own correlation ids, one of them with another text. */
export async function resendLettersCommand(
  deps: CliDeps,
  ids: readonly string[],
  options: ResendOptions
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const letters = await chosen(app, ids, { deps, ...picked(options), places: ['tray', 'queue'] })
    const [first] = letters
    if (!first) return nothing(deps)
    if (options.dryRun) return await tryOut(deps, app, { letter: first, ...options })
    if (options.text !== undefined && letters.length > 1) throw new ChatError('letters.one_text')
    const edited =
      options.text === undefined
        ? letters
        : [await edit(deps, app, { ref: first, text: options.text, queue: options.queue })]
    const perSecond = options.rate ?? null
    const place = placeOf(options.queue)
    const { job } = await call(app, 'letters.resend', { letters: edited, perSecond, ...place })
    const code = await done(deps, app, { job, ...options })
    const until = Date.now() + SENT_WITHIN_MS
    while ((await call(app, 'connection.get', undefined)).outbox > 0 && Date.now() < until) await pause(50)
    return code
  })
}

/** `chatapp dlq resend --dry-run`: what the local processor would answer; nothing is sent. */
async function tryOut(
  deps: CliDeps,
  app: ChatApp,
  { letter, text, json, queue }: { letter: LetterRef; text?: string; json?: boolean; queue?: string }
): Promise<number> {
  const tried = { letter, ...(text === undefined ? {} : { text }), ...placeOf(queue) }
  const outcome = await call(app, 'letters.dryRun', tried)
  if (json) deps.out(JSON.stringify(outcome))
  else {
    for (const reply of outcome.replies) deps.out(`${reply.kind}: ${reply.text}`)
    if (outcome.error !== null) deps.out(`error: ${outcome.error}`)
    deps.err(`Tried out in ${outcome.ms} ms by the local processor. Nothing was sent.`)
  }
  return outcome.succeeded ? exitCodes.done : exitCodes.failed
}

/** Only what is in the tray can be edited. */
async function edit(
  deps: CliDeps,
  app: ChatApp,
  { ref, text, queue }: { ref: LetterRef; text: string; queue: string | undefined }
): Promise<LetterRef> {
  const before = new Set((await trayed(app)).map(({ id }) => id))
  let id = ref.place === 'tray' ? ref.id : null
  if (id === null) {
    await finished(deps, app, (await call(app, 'letters.take', { letters: [ref], ...placeOf(queue) })).job)
    id = (await trayed(app)).find((one) => !before.has(one.id))?.id ?? null
  }
  if (id === null) throw new ChatError('letters.not_in_queue')
  await call(app, 'letters.edit', { id, text })
  return { place: 'tray', id }
}

/** `chatapp dlq redrive`: moves all letters back to where they came from; Ctrl+C cancels. */
export async function redriveCommand(deps: CliDeps, options: ManyOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const place = placeOf(options.queue)
    const { job } = await call(app, 'letters.redrive', { perSecond: options.rate ?? null, ...place })
    if (job) return await done(deps, app, { job, ...options })
    for (;;) {
      const move = await call(app, 'letters.move', place)
      if (move === null || move.status !== 'running') {
        if (options.json) deps.out(JSON.stringify(move))
        else if (move?.failure) deps.err(`chatapp: the server gave up: ${move.failure}`)
        else deps.err(`${move?.moved ?? 0} moved.`)
        return move?.status === 'failed' ? exitCodes.failed : exitCodes.done
      }
      if (deps.stop.aborted) {
        await call(app, 'letters.move.cancel', place)
        deps.err(`Cancelled; ${move.moved} had been moved.`)
        return stoppedExitCode(deps.stop)
      }
      await pause(LOOK_EVERY_MS)
    }
  })
}

/** `chatapp dlq purge`: deletes everything in the queue, whose name stands there as the confirmation. */
export async function purgeCommand(deps: CliDeps, queue: string, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    await call(app, 'letters.purge', { queue, ...placeOf(options.queue) })
    if (options.json) deps.out(JSON.stringify({ purged: queue }))
    else deps.err(`${queue} is purged. What is in the tray is untouched.`)
    return exitCodes.done
  })
}

/** `chatapp dlq log`: what was done at the desk, as JSON lines. */
export async function actsCommand(deps: CliDeps, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    return await printed(deps, app, 'acts')
  })
}

/** `chatapp dlq export`: the tray, as JSON lines. */
export async function exportLettersCommand(deps: CliDeps, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    return await printed(deps, app, 'tray')
  })
}

async function printed(deps: CliDeps, app: ChatApp, what: 'tray' | 'acts'): Promise<number> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    if (deps.stop.aborted) return stoppedExitCode(deps.stop)
    const part: CallOutput<'letters.export'> = await call(app, 'letters.export', {
      what,
      cursor: cursor ?? null
    })
    for (const line of part.lines) deps.out(line)
    await deps.drained()
    cursor = part.next
  }
  return exitCodes.done
}

/** `chatapp dlq import`: brings the letters of an export into the tray. */
export async function importLettersCommand(
  deps: CliDeps,
  file: string,
  options: JsonOptions
): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { added, present } = await call(app, 'letters.import', { lines })
    if (options.json) deps.out(JSON.stringify({ added, present }))
    else deps.err(`${added} letters are new in the tray; ${present} were here before.`)
    return exitCodes.done
  })
}

function nothing({ err }: CliDeps): number {
  err('There is no letter to work on. "chatapp dlq list" shows them; --all takes every one.')
  return exitCodes.failed
}
