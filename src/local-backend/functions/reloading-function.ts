import { LambdaError, whereOf } from '../lambda/lambda-error'
import type { LambdaRunner } from '../lambda/lambda-runner'
import { FileWatch } from './file-watch'

export interface ReloadingFunctionDeps {
  /** Makes a runner for the files as they are now; it tells which ones it has loaded. */
  readonly makeRunner: (loaded: (files: readonly string[]) => void) => LambdaRunner
  /** The handler's own file. */
  readonly file: string
  /** Whether only one may be there at a time: a debugger's port is its own. */
  readonly exclusive: boolean
  readonly told: (event: ReloadEvent) => void
}

export type ReloadEvent =
  | { readonly type: 'reloaded'; readonly file: string; readonly ms: number }
  | { readonly type: 'broken'; readonly file: string; readonly error: string }

interface Generation {
  readonly runner: LambdaRunner
  running: number
  /** Settles when it is retired and nothing runs in it. */
  readonly idle: PromiseWithResolvers<void>
}

/**
 * A function that is loaded anew when its file, or what it has loaded beside it, is saved.
 *
 * Batches that run end in the code that they began in; the next one runs in the new code. While the new code cannot be
 * loaded nothing is taken from the queue: the code before it is not the user's any more, and a message that is given to
 * code that cannot run would spend an attempt.
 */
export class ReloadingFunction {
  private current: Generation | null = null
  private readonly watch: FileWatch
  /** Ends the poll that waits, as soon as nothing may be taken. */
  private polls = new AbortController()
  private open = Promise.withResolvers<void>()
  private stopped = false
  private changes: Promise<void> = Promise.resolve()
  private latest = 0
  private readonly retired = new Set<Promise<void>>()

  constructor(private readonly deps: ReloadingFunctionDeps) {
    this.watch = new FileWatch((file) => this.reload(file))
    this.watch.add([deps.file])
  }

  /** Loads it for the first time; rejects with `LambdaError` when it cannot be loaded. */
  async start(): Promise<void> {
    this.current = await this.load()
    this.open.resolve()
  }

  readonly mayPoll = async (): Promise<AbortSignal> => {
    await this.open.promise
    return this.polls.signal
  }

  readonly invoke = async (event: string): Promise<string> => {
    const generation = this.current
    if (!generation) throw new LambdaError('Runtime.ExitError', 'The function cannot be loaded now.')
    generation.running++
    try {
      return await generation.runner.invoke(event)
    } finally {
      generation.running--
      if (generation.running === 0 && generation !== this.current) generation.idle.resolve()
    }
  }

  /** Loads it anew after a change, of a file or of where it stands. */
  reload(file: string): void {
    this.changes = this.inTurn(this.changes, file)
  }

  /** Of several changes the last one counts. */
  private async inTurn(before: Promise<void>, file: string): Promise<void> {
    const turn = ++this.latest
    await before
    if (turn === this.latest && !this.stopped) await this.replace(file)
  }

  /** Nothing is taken any more. */
  endPolls(): void {
    this.stopped = true
    this.watch.stop()
    this.polls.abort()
    this.open.resolve()
  }

  /** Ends what runs; first `endPolls`. */
  async stop(): Promise<void> {
    this.endPolls()
    await this.current?.runner.stop()
    await Promise.all(this.retired)
  }

  private async replace(file: string): Promise<void> {
    const startedAt = performance.now()
    if (this.deps.exclusive) await this.retire()
    try {
      const next = await this.load()
      void this.retire()
      this.current = next
      if (this.polls.signal.aborted) this.polls = new AbortController()
      this.open.resolve()
      this.deps.told({ type: 'reloaded', file, ms: performance.now() - startedAt })
    } catch (error) {
      this.open = Promise.withResolvers()
      this.polls.abort()
      void this.retire()
      if (this.stopped) return this.open.resolve()
      this.deps.told({ type: 'broken', file, error: whereOf(error) })
    }
  }

  private async load(): Promise<Generation> {
    const runner = this.deps.makeRunner((files) => this.watch.add(files))
    try {
      await runner.load()
    } catch (error) {
      await runner.stop()
      throw error
    }
    return { runner, running: 0, idle: Promise.withResolvers() }
  }

  /** Ends a generation once its batches have ended. */
  private retire(): Promise<void> {
    const old = this.current
    this.current = null
    if (!old) return Promise.resolve()
    if (old.running === 0) old.idle.resolve()
    const done = old.idle.promise.then(() => old.runner.stop()).finally(() => this.retired.delete(done))
    this.retired.add(done)
    return done
  }
}
