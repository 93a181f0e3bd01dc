import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { builtFile } from '../local-backend/client/built-file'
import { findHandler } from '../local-backend/functions/find-handler'
import { readQueuesFile } from '../local-backend/functions/queues-file'
import { readMessages } from '../local-backend/schedules/messages-file'
import type { GivenMessage, Played } from '../local-backend/schedules/play-schedule'
import { readCheck } from '../local-backend/schedules/run-state'
import {
  readSchedule,
  scheduleText,
  type FaultKind,
  type Schedule
} from '../local-backend/schedules/schedule'
import { Search, type Found } from '../local-backend/schedules/search'
import { stoppedExitCode } from '../platform/stop'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps } from './cli-deps'

export interface FindOptions {
  readonly function: string
  readonly queue?: string
  readonly queues?: string
  readonly messages?: string
  readonly message?: string[]
  readonly handler?: string
  readonly check?: string
  readonly timeout?: number
  readonly memory?: number
  readonly batchSize?: number
  readonly env?: Record<string, string>
  readonly faults?: FaultKind[]
  readonly seed?: number
  readonly runs?: number
  readonly play?: string
  readonly only?: number[]
  readonly verbose?: boolean
  readonly json?: boolean
}

/** The local backend has one region. */
const LOCAL_REGION = 'us-east-1'
const DEFAULTS = { handler: 'handler', queue: 'queue', timeout: 3, memory: 128, batchSize: 10, runs: 200 }
/** What SQS and Lambda do of their own accord; poison is somebody's fault. */
const USUAL_FAULTS: readonly FaultKind[] = ['duplicate', 'reorder', 'throttle', 'kill', 'overlap']

/**
 * `chatapp backend find`: looks for the schedule of faults that breaks a function, and prints the smallest one.
 *
 * Exit code 1 when there is one, 0 when none was found.
 */
export async function findCommand(deps: CliDeps, options: FindOptions): Promise<number> {
  const { handler, queue, timeout, memory, batchSize, runs } = { ...DEFAULTS, ...options }
  const messages = readMessages(options.messages, options.message ?? [])
  const only = chosen(messages, options.only)
  const schedule = options.play === undefined ? null : readSchedule(options.play)
  const seed = options.seed ?? randomInt(1, 1_000_000)
  const search = await Search.open({
    fn: {
      file: findHandler(options.function),
      handler,
      timeoutSeconds: timeout,
      memoryMb: memory,
      environment: options.env ?? {},
      workerFile: builtFile('function-worker.cjs')
    },
    queue,
    queues: options.queues === undefined ? [] : readQueuesFile(options.queues, LOCAL_REGION),
    batchSize,
    region: LOCAL_REGION,
    messages: messages.filter(({ number }) => only.includes(number)),
    check: options.check === undefined ? null : await readCheck(resolve(options.check)),
    kinds: options.faults ?? USUAL_FAULTS,
    seed,
    runs,
    log: (line) => {
      if (options.verbose) deps.err(line)
    },
    progress: (run) => {
      if (deps.isTerminal && run % 25 === 0) deps.err(`${run} of at most ${runs} runs …`)
    },
    stop: deps.stop
  })
  const asked: Asked = { options, seed, runs }
  try {
    if (schedule) return sayPlayed(deps, asked, { schedule, ...(await search.replay(schedule, only)) })
    const found = await search.find()
    if (deps.stop.aborted) return stoppedExitCode(deps.stop)
    return found ? sayFound(deps, asked, found) : sayNone(deps, asked)
  } finally {
    await search.close()
  }
}

interface Asked {
  readonly options: FindOptions
  readonly seed: number
  readonly runs: number
}

function chosen(messages: readonly GivenMessage[], only: readonly number[] | undefined): number[] {
  const all = messages.map(({ number }) => number)
  const missing = only?.find((number) => !all.includes(number))
  if (missing !== undefined)
    throw new ChatError('messages_file.no_number', { number: missing, count: all.length })
  return only ? all.filter((number) => only.includes(number)) : all
}

function sayNone(deps: CliDeps, { options, seed, runs }: Asked): number {
  if (options.json) deps.out(JSON.stringify({ broken: false, seed, runs }))
  else deps.out(`No schedule broke it in at most ${runs} runs (seed ${seed}).`)
  return exitCodes.done
}

function sayPlayed(
  deps: CliDeps,
  { options, seed }: Asked,
  { schedule, why, played }: { schedule: Schedule; why: string | null; played: Played }
): number {
  const { invocations, fired } = played
  const idle = schedule.filter((fault) => !fired.includes(fault))
  if (options.json) {
    deps.out(
      JSON.stringify({ broken: why !== null, why, seed, schedule: scheduleText(schedule), invocations })
    )
  } else {
    if (idle.length > 0) deps.err(`It never came to: ${scheduleText(idle)}`)
    for (const line of traceLines(played)) deps.out(line)
    deps.out(why === null ? 'It holds.' : `Broken: ${why}`)
  }
  return why === null ? exitCodes.done : exitCodes.failed
}

function sayFound(deps: CliDeps, { options, seed }: Asked, found: Found): number {
  const { schedule, only, why, played, steady, run, faults } = found
  const command = commandOf(options, { seed, schedule, only })
  if (options.json) {
    const { invocations } = played
    const text = scheduleText(schedule)
    deps.out(
      JSON.stringify({ broken: true, why, seed, run, schedule: text, only, steady, invocations, command })
    )
    return exitCodes.failed
  }
  deps.out(`Broken: ${why}`)
  deps.out('')
  deps.out(`  ${scheduleText(schedule)}`)
  deps.out('')
  deps.out(
    `Found in run ${run} (seed ${seed}) with ${many(faults, 'fault')}; ${many(schedule.length, 'fault')} and ${many(only.length, 'message')} are enough:`
  )
  for (const line of traceLines(played)) deps.out(`  ${line}`)
  if (!steady)
    deps.out('It does not break each time that it is played: something in the function is left to chance.')
  deps.out('')
  deps.out('Play it again:')
  deps.out(`  ${command}`)
  return exitCodes.failed
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const traceLines = ({ invocations }: Played): string[] =>
  invocations.flatMap(({ number, messages, calls, end }) => [
    `invocation ${number} gets ${messages.join(', ')}`,
    ...calls.map((call) => `  ${call}`),
    `  ${end}`
  ])

/** The command that plays a schedule again, with everything that the search was given. */
function commandOf(
  options: FindOptions,
  { seed, schedule, only }: { seed: number; schedule: Schedule; only: readonly number[] }
): string {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['--function', options.function],
    ['--handler', options.handler],
    ['--queue', options.queue],
    ['--queues', options.queues],
    ['--messages', options.messages],
    ...(options.message ?? []).map((body) => ['--message', body] as const),
    ['--check', options.check],
    ['--timeout', options.timeout],
    ['--memory', options.memory],
    ['--batch-size', options.batchSize],
    ...Object.entries(options.env ?? {}).map(([name, value]) => ['--env', `${name}=${value}`] as const),
    ['--seed', seed],
    ['--only', only.join(',')],
    ['--play', scheduleText(schedule)]
  ]
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(String(value))]))
  return ['chatapp backend find', ...words].join(' ')
}

const quoted = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
