import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, LetterJob, LetterRef } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps } from './cli-deps'
import { call } from './command-context'

/** Letters in one part of a list. */
export const PART = 1000

/** The queue that is meant; without a name it is the dead-letter queue. */
export const placeOf = (queue: string | undefined): { from?: string } =>
  queue === undefined ? {} : { from: queue }

/** Looks at a queue, and says so where a look receives. */
export async function lookedAt(
  deps: CliDeps,
  app: ChatApp,
  { limit, queue }: { limit: number; queue?: string | undefined }
) {
  const looked = await call(app, 'letters.list', { limit, ...placeOf(queue) })
  if (looked.look.effect === 'received') {
    deps.err(
      `Looking receives: it has added one to each receive count, and hid these letters for a moment (at most ${looked.look.hiddenSeconds} s). It took ${looked.look.requests} requests.`
    )
  }
  return looked
}

interface Choice {
  readonly deps: CliDeps
  readonly all: boolean | undefined
  readonly queue: string | undefined
  readonly places: readonly LetterRef['place'][]
}

/** The letters that are named, or all there are in these places. */
export async function chosen(app: ChatApp, ids: readonly string[], choice: Choice): Promise<LetterRef[]> {
  if (!choice.all) return await Promise.all(ids.map((id) => refOf(choice, app, id)))
  const [place] = choice.places
  if (place === 'tray') return await trayed(app)
  const all: LetterRef[] = []
  for (let after: { id: string; sentAt: number } | null | undefined; after !== null;) {
    const part: CallOutput<'letters.list'> = await call(app, 'letters.list', {
      limit: PART,
      after: after ?? null,
      ...placeOf(choice.queue)
    })
    all.push(...part.letters.map(({ id }) => ({ place: 'queue' as const, id })))
    const last = part.letters.at(-1)
    // A look that receives has no further part: what it has shown comes again.
    after = part.more && last && part.look.effect === 'none' ? { id: last.id, sentAt: last.sentAt } : null
  }
  return all
}

/** The whole tray. */
export async function trayed(app: ChatApp): Promise<LetterRef[]> {
  const all: LetterRef[] = []
  for (let before: string | null | undefined; before !== null;) {
    const part = await call(app, 'letters.tray', { limit: PART, before: before ?? null })
    all.push(...part.letters.map(({ id }) => ({ place: 'tray' as const, id })))
    before = part.more ? (part.letters.at(-1)?.id ?? null) : null
  }
  return all
}

/** A letter by its id, wherever it is; one that is in the queue of an account is looked for by a look. */
export async function refOf(
  { deps, queue }: Pick<Choice, 'deps' | 'queue'>,
  app: ChatApp,
  id: string
): Promise<LetterRef> {
  try {
    await call(app, 'letters.get', { place: 'tray', id })
    return { place: 'tray', id }
  } catch {
    await lookedAt(deps, app, { limit: PART, queue })
    return { place: 'queue', id }
  }
}

/** Resolves when a job is over; Ctrl+C stops it before its next letter. */
export async function finished(deps: CliDeps, app: ChatApp, { id }: LetterJob): Promise<LetterJob> {
  const over = Promise.withResolvers<LetterJob>()
  const look = (job: LetterJob | null): void => {
    if (job?.id === id && job.over) over.resolve(job)
  }
  const off = app.on('letters.job', look)
  const cancel = (): void => void call(app, 'letters.job.cancel', undefined)
  deps.stop.addEventListener('abort', cancel, { once: true })
  look(await call(app, 'letters.job', undefined))
  try {
    return await over.promise
  } finally {
    off()
    deps.stop.removeEventListener('abort', cancel)
  }
}

/** Waits for a job, says what came of it, and returns its exit code. */
export async function done(
  deps: CliDeps,
  app: ChatApp,
  { job: started, json }: { job: LetterJob; json?: boolean }
): Promise<number> {
  const job = await finished(deps, app, started)
  if (json) deps.out(JSON.stringify(job))
  else {
    const missed = job.missed > 0 ? ` ${job.missed} were not there any more, or somebody else has them.` : ''
    deps.err(`${job.done} of ${job.total} done.${missed}${job.cancelled ? ' Cancelled.' : ''}`)
  }
  if (job.error) throw ChatError.from(job.error)
  if (job.cancelled) return stoppedExitCode(deps.stop)
  return job.missed > 0 ? exitCodes.failed : exitCodes.done
}
