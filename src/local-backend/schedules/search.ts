import { ChatError } from '../../shared/errors'
import { LambdaError, whereOf } from '../lambda/lambda-error'
import { readJsonAs, redriveSchema } from '../protocol/settable-attributes'
import { Houses, type SearchedFunction } from './houses'
import { Run, type GivenMessage, type Played, type Setting } from './play-schedule'
import { openQueueDoor } from './queue-door'
import { randomOf, shuffled } from './random'
import { differenceFrom, type Judge, type RunState } from './run-state'
import { scheduleText, type Fault, type FaultKind, type Schedule } from './schedule'
import { smallest } from './shrink'

export interface SearchOptions extends Pick<Setting, 'queue' | 'queues' | 'batchSize' | 'region'> {
  readonly fn: SearchedFunction
  readonly messages: readonly GivenMessage[]
  /** The user's own invariant; without one a run must leave behind what a run without faults does. */
  readonly check: Judge | null
  readonly kinds: readonly FaultKind[]
  readonly seed: number
  /** At most so many runs before it is said that none was found. */
  readonly runs: number
  readonly log: (line: string) => void
  /** Told after each run of the search. */
  readonly progress: (run: number) => void
  readonly stop: AbortSignal
}

/** A schedule that breaks the function, and what happened. */
export interface Broken {
  readonly schedule: Schedule
  /** The numbers of the messages that it needs. */
  readonly only: readonly number[]
  readonly why: string
  readonly played: Played
  /** Whether it broke each time that it was played again. */
  readonly steady: boolean
}

export interface Found extends Broken {
  /** Which run of the search met it, and with how many faults before it was made smaller. */
  readonly run: number
  readonly faults: number
}

/** How often a schedule is played again, to know that it is no chance. */
const REPEATS = 2
/** Faults at once in a run of the search. */
const MOST_FAULTS = 6

/**
 * Plays a function's messages under schedules of what may go wrong on AWS, until one breaks its invariant.
 *
 * First each single fault, then several at once by the seed's chance. What is found is made smaller, in faults and in
 * messages, until nothing can be left out. The same seed, function and messages give the same search.
 */
export class Search {
  private constructor(
    private readonly options: SearchOptions,
    private readonly setting: Setting,
    private readonly closeAll: () => Promise<void>
  ) {}

  private run: Run | null = null
  private readonly references = new Map<string, Promise<RunState>>()
  private readonly known = new Map<string, Promise<{ why: string | null; played: Played }>>()

  static async open(options: SearchOptions): Promise<Search> {
    let search: Search | undefined
    const door = await openQueueDoor(async (key, call) => (await search?.run?.answer(key, call)) ?? null)
    const { queue, queues, batchSize, region, fn, seed, log } = options
    const houses = new Houses(fn, { url: door.url, region, seed, log })
    const setting = { queue, queues, batchSize, region, houses, url: door.url }
    search = new Search(options, setting, async () => {
      await houses.stop()
      await door.close()
    })
    return search
  }

  async close(): Promise<void> {
    await this.closeAll()
  }

  /** Plays one schedule, with these messages alone. */
  async replay(schedule: Schedule, only: readonly number[]): Promise<{ why: string | null; played: Played }> {
    return await this.judged(schedule, only)
  }

  /**
   * The smallest schedule that breaks the function; null when none of the runs did.
   *
   * Throws `ChatError` when there is nothing to search for: it breaks without any fault, or two runs without faults end
   * differently and no check says what is right.
   */
  async find(): Promise<Found | null> {
    const { options } = this
    const all = options.messages.map(({ number }) => number)
    const calm = await this.calm(all)
    let run = 0
    for (const schedule of this.candidates(calm)) {
      if (options.stop.aborted || run >= options.runs) return null
      run++
      const { why, played } = await this.judged(schedule, all)
      options.progress(run)
      if (why !== null) return { ...(await this.shrink(played.fired, all)), run, faults: played.fired.length }
    }
    return null
  }

  /** A run without faults; throws when it says nothing of what is right. */
  private async calm(all: readonly number[]): Promise<Played> {
    const { check } = this.options
    const played = await this.play([], all)
    if (check !== null) {
      const why = await check(played.state)
      if (why !== null) throw new ChatError('schedule.breaks_without', { why })
      return played
    }
    const [never] = played.state.unfinished
    if (never !== undefined) {
      const end = played.invocations.at(-1)?.end ?? ''
      throw new ChatError('schedule.breaks_without', { why: `message ${never} was never done: ${end}` })
    }
    this.references.set(all.join(','), Promise.resolve(played.state))
    const why = differenceFrom(played.state, (await this.play([], all)).state)
    if (why !== null) throw new ChatError('schedule.differs', { why })
    return played
  }

  private async shrink(schedule: Schedule, all: readonly number[]): Promise<Broken> {
    const breaks = async (faults: Schedule, only: readonly number[]): Promise<boolean> =>
      !this.options.stop.aborted && (await this.judged(faults, only)).why !== null
    let [faults, only]: [Schedule, readonly number[]] = [schedule, all]
    for (let before = ''; before !== `${scheduleText(faults)} ${only.length}`;) {
      before = `${scheduleText(faults)} ${only.length}`
      faults = await smallest(faults, (some) => breaks(some, only))
      faults = await this.earliest(faults, (some) => breaks(some, only))
      only = await smallest(only, async (some) => some.length > 0 && (await breaks(faults, some)))
    }
    const { why, played } = await this.judged(faults, only)
    let steady = true
    for (let time = 0; time < REPEATS && steady; time++) {
      steady = (await this.reason(await this.play(faults, only), only)) !== null
    }
    return { schedule: faults, only, why: why ?? '', played, steady }
  }

  /** The same faults at earlier calls where that breaks it too: then fewer messages may be enough. */
  private async earliest(
    schedule: Schedule,
    breaks: (some: Schedule) => Promise<boolean>
  ): Promise<Schedule> {
    let left = schedule
    for (const fault of schedule) {
      for (const earlier of earlierThan(fault)) {
        const some = left.map((one) => (one === fault ? earlier : one))
        if (!(await breaks(some))) continue
        left = some
        break
      }
    }
    return left
  }

  /** What is tried: each single fault in an order of the seed, then some at once. */
  private *candidates(calm: Played): Generator<Schedule> {
    const random = randomOf(this.options.seed)
    const singles = shuffled(this.singleFaults(calm), random)
    for (const fault of singles) if (this.withinReceives([fault]).length > 0) yield [fault]
    if (singles.length < 2) return
    const seen = new Set<string>()
    // Where there are few faults all of their choices have been met soon.
    for (let misses = 0; misses < 100;) {
      const some = this.withinReceives(
        shuffled(singles, random).slice(0, 2 + Math.floor(random() * (MOST_FAULTS - 1)))
      )
      const text = scheduleText(some)
      if (seen.has(text)) misses++
      else {
        seen.add(text)
        yield some
      }
    }
  }

  /** Without so many deaths that a message goes to the dead-letter queue by right. */
  private withinReceives(schedule: Schedule): Schedule {
    const text = this.options.queues.find(({ name }) => name === this.options.queue)?.attributes[
      'RedrivePolicy'
    ]
    let left = ((text && readJsonAs(text, redriveSchema)?.maxReceiveCount) || Infinity) - 1
    return schedule.filter((fault) => !spends(fault) || left-- > 0)
  }

  /** Everything that may go wrong once, in the invocations that a run without faults has. */
  private singleFaults({ invocations }: Played): Fault[] {
    const { kinds, messages, queue } = this.options
    const isFifo = queue.endsWith('.fifo')
    const has = (kind: FaultKind): boolean => kinds.includes(kind)
    const ofMessages = messages.flatMap(({ number }, at): Fault[] => {
      const next = messages[at + 1]
      return [
        // AWS: a FIFO queue delivers once and in order.
        ...(has('duplicate') && !isFifo ? [{ kind: 'duplicate', message: number } as const] : []),
        ...(has('reorder') && !isFifo && next
          ? [{ kind: 'move', message: next.number, before: number } as const]
          : []),
        ...(has('poison') ? [{ kind: 'poison', message: number } as const] : [])
      ]
    })
    const ofInvocations = invocations.flatMap(({ number: invocation, calls }): Fault[] => [
      ...(has('kill') ? [{ kind: 'kill-end', invocation } as const] : []),
      ...calls.flatMap((_, index): Fault[] => {
        const at = { invocation, call: index + 1 }
        return [
          ...(has('kill')
            ? (['before', 'after'] as const).map((when) => ({ kind: 'kill', ...at, when }) as const)
            : []),
          ...(has('throttle') ? [{ kind: 'throttle', ...at } as const] : []),
          ...(has('overlap') ? [{ kind: 'overlap', ...at } as const] : [])
        ]
      })
    ])
    return [...ofMessages, ...ofInvocations]
  }

  private async judged(
    schedule: Schedule,
    only: readonly number[]
  ): Promise<{ why: string | null; played: Played }> {
    const key = `${scheduleText(schedule)} / ${only.join(',')}`
    const judge = async () => {
      const played = await this.play(schedule, only)
      return { why: await this.reason(played, only), played }
    }
    const known = this.known.get(key) ?? judge()
    this.known.set(key, known)
    return await known
  }

  private async reason({ state }: Played, only: readonly number[]): Promise<string | null> {
    const { check } = this.options
    return check === null ? differenceFrom(await this.reference(only), state) : await check(state)
  }

  /** What a run of these messages leaves behind when nothing goes wrong. */
  private async reference(only: readonly number[]): Promise<RunState> {
    const key = only.join(',')
    const known = this.references.get(key) ?? this.play([], only).then(({ state }) => state)
    this.references.set(key, known)
    return await known
  }

  private async play(schedule: Schedule, only: readonly number[]): Promise<Played> {
    const messages = this.options.messages.filter(({ number }) => only.includes(number))
    const run = new Run(this.setting, schedule, messages)
    this.run = run
    try {
      return await run.play()
    } catch (cause) {
      if (!(cause instanceof LambdaError)) throw cause
      throw new ChatError(
        'function.not_loaded',
        { file: this.options.fn.file, detail: whereOf(cause) },
        { cause }
      )
    }
  }
}

/** Whether it costs the messages of its invocation a receive. */
const spends = ({ kind }: Fault): boolean => kind === 'kill' || kind === 'kill-end' || kind === 'overlap'

/** A fault at each call before its own, the first one first. */
function earlierThan(fault: Fault): Fault[] {
  if (!('call' in fault)) return []
  const calls = Array.from({ length: fault.call - 1 }, (_, index) => index + 1)
  return calls.flatMap((call): Fault[] =>
    fault.kind === 'kill'
      ? [
          { ...fault, call, when: 'before' },
          { ...fault, call, when: 'after' }
        ]
      : [{ ...fault, call }]
  )
}
