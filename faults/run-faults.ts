import { canFakeTime, clockSteps, commandLineAhead, freeze, writtenUnderWrongClock } from './clock-runs'
import { crashAt, crashPoints, killBackend, killHost } from './crash-runs'
import { faultRuns, runFault } from './fault-runs'
import { letterCrashPoints } from '../src/platform/crash-point'
import { crashDesk, killDesk } from './letter-runs'
import { takeOver, threeProfiles, windowAndCommandLine } from './several-hosts'
import { fullDisk, whyNoSmallDisk } from './full-disk'
import { olderBesideNewer, startTogether } from './opening'
import { crashBoundChat, killBoundChat } from './pair-runs'
import { dieAtEachCall, peopleInRooms, type RoomRun, type RoomsOutcome } from './room-runs'
import { sharedQueue } from './shared-queue'
import { stalledAnswers } from './stalled-answers'
import { sum, type Verdict } from './verdict'

export interface FaultsOptions {
  /** A short run for development: fewer messages, fewer kills. */
  readonly quick: boolean
  /** Only rows whose name contains this. */
  readonly only?: string | undefined
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** A verdict, and what a row counts besides. */
type Outcome = Verdict & { released?: number; stalled?: number } & Partial<RoomsOutcome>

interface Row {
  readonly name: string
  readonly runs: number
  /** Why it cannot run here; null when it can. */
  readonly skip?: string | null
  readonly run: () => Promise<Outcome>
  readonly note?: (verdicts: readonly Outcome[]) => string
}

/** Of a message: the one that writes the room's head, and the first that tells of it. */
const HEAD_CALLS = [4, 5]

/** Runs at the same time; each one mostly waits for time to pass. */
const LANES = 4

/** Runs every fault, crash and host combination; true when nothing was lost, shown twice or stuck. */
export async function runFaults({ quick, only, out, err }: FaultsOptions): Promise<boolean> {
  const rows = plan({ quick, only, err }).filter(({ name }) => only === undefined || name.includes(only))
  if (rows.length === 0) {
    err(
      `No fault is called "${only}". There are: ${plan({ quick, only, err })
        .map(({ name }) => name)
        .join(', ')}.`
    )
    return false
  }
  if (!canFakeTime()) err('The rows "clock: …" are left out: libfaketime is not installed.')
  const startedAt = performance.now()
  const results = new Map<Row, Outcome[]>(rows.map((row) => [row, []]))
  const broken: string[] = []
  const left = rows.filter(({ skip }) => !skip).flatMap((row) => Array.from({ length: row.runs }, () => row))
  const lane = async (): Promise<void> => {
    for (let row = left.shift(); row; row = left.shift()) {
      const from = performance.now()
      try {
        results.get(row)?.push(await row.run())
        err(`${row.name}: ${((performance.now() - from) / 1000).toFixed(1)} s`)
      } catch (error) {
        broken.push(row.name)
        err(`${row.name}: did not come to an end: ${error instanceof Error ? error.stack : String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))

  for (const line of table(rows, results)) out(line)
  const all = [...results.values()].flat()
  const total = all.length > 0 ? sum(all) : null
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  out('')
  out(`${total?.messages ?? 0} messages in ${all.length} runs, ${seconds} s.`)
  if (broken.length > 0) out(`Did not come to an end: ${broken.join(', ')}.`)
  const isWrong = all.some(({ wrong = [] }) => wrong.length > 0)
  return broken.length === 0 && total !== null && total.lost + total.twice + total.stuck === 0 && !isWrong
}

function plan({ quick, only, err }: Omit<FaultsOptions, 'out'>): Row[] {
  const messages = quick ? 60 : 300
  const runs = quick ? 1 : 2
  const crash = quick ? { lanes: 1, kills: 4, messages: 120 } : { lanes: 4, kills: 13, messages: 500 }
  const crashTimes = quick ? [1, 3] : [1, 2, 3, 5, 8]
  const kills = `${crash.lanes * crash.kills} kills`
  const killing = { kills: crash.kills, messages: crash.messages }
  return [
    // The longest ones first, so that the lanes end together.
    { name: 'kill -9 the backend', runs: crash.lanes, run: () => killBackend(killing), note: () => kills },
    { name: 'kill -9 the host', runs: crash.lanes, run: () => killHost(killing), note: () => kills },
    {
      name: 'dead letters: kill -9 at the desk',
      runs: 1,
      run: () => killDesk(quick ? { kills: 4, messages: 200 } : { kills: 50, messages: 10_000 }),
      note: () => `${quick ? 4 : 50} kills`
    },
    {
      name: 'rooms: five people, all faults',
      runs: 1,
      run: () => peopleInRooms({ ...sizeOfRooms(quick, only), tell: err }),
      note: wrongInRooms
    },
    {
      name: 'rooms: die at each call',
      runs: 1,
      run: () => dieAtEachCall(quick ? HEAD_CALLS : Array.from({ length: 9 }, (_, at) => at + 1)),
      note: wrongInRooms
    },
    {
      name: 'three clients, one shared queue',
      runs: 1,
      run: () => sharedQueue(quick ? 20 : 60),
      note: (verdicts) => `${verdicts.reduce((all, { released = 0 }) => all + released, 0)} replies released`
    },
    {
      name: 'stalled answers',
      runs: 1,
      run: () => stalledAnswers(messages / 3),
      note: (verdicts) =>
        `${verdicts.reduce((all, { stalled = 0 }) => all + stalled, 0)} answers stopped half-way`
    },
    ...faultRuns
      .toSorted((a, b) => b.answerWithinMs - a.answerWithinMs)
      .map((fault): Row => ({ name: fault.name, runs, run: () => runFault(fault, messages) })),
    ...crashPoints.map((point): Row => ({
      name: `die ${point}`,
      runs: 1,
      run: () => crashAt(point, crashTimes),
      note: () => `at pass ${crashTimes.join(', ')}`
    })),
    {
      name: 'bound chat: kill -9 the host',
      runs: 1,
      run: () => killBoundChat(quick ? { kills: 4, messages: 60 } : { kills: 20, messages: 400 }),
      note: () => `${quick ? 4 : 20} kills`
    },
    ...crashPoints.map((point): Row => ({
      name: `bound chat: die ${point}`,
      runs: 1,
      run: () => crashBoundChat(point, [1, 2]),
      note: () => 'at pass 1, 2'
    })),
    ...letterCrashPoints.map((point): Row => ({
      name: `dead letters: die ${point}`,
      runs: 1,
      run: () => crashDesk(point, [1, 2]),
      note: () => 'at pass 1, 2'
    })),
    {
      name: 'start together',
      runs,
      run: () => startTogether(quick ? 6 : 16),
      note: (verdicts) => `${quick ? 6 : 16} processes at once in ${verdicts.length} new data folders`
    },
    { name: 'older version beside newer', runs, run: () => olderBesideNewer(messages / 10) },
    { name: 'full disk', runs: 1, skip: whyNoSmallDisk(), run: () => fullDisk(messages / 10) },
    { name: 'window + two command lines', runs, run: () => windowAndCommandLine(messages / 3) },
    { name: 'window killed, command line goes on', runs, run: () => takeOver(messages / 3) },
    { name: 'three profiles, one backend', runs, run: () => threeProfiles(messages / 6) },
    { name: 'stand still for 12 s', runs: 1, run: () => freeze(messages / 3) },
    ...(canFakeTime() ? clockRows(messages / 5) : [])
  ]
}

/** Ten thousand messages are said when they are asked for alone; `CHATAPP_ROOMS_MESSAGES` says how many instead. */
function sizeOfRooms(quick: boolean, only: string | undefined): RoomRun {
  const { CHATAPP_ROOMS_SEED, CHATAPP_ROOMS_MESSAGES } = process.env
  const usual = quick ? 300 : only?.startsWith('rooms') ? 10_000 : 1500
  const messages = Number(CHATAPP_ROOMS_MESSAGES ?? usual)
  return { messages, kills: Math.ceil(messages / 60), seed: Number(CHATAPP_ROOMS_SEED ?? 1) }
}

/** What of rooms the other columns do not count, and the first that is wrong. */
function wrongInRooms(verdicts: readonly Outcome[]): string {
  const count = (kind: 'misplaced' | 'stale' | 'forged'): string =>
    `${verdicts.reduce((sum, one) => sum + (one[kind] ?? 0), 0)} ${kind}`
  const minutes = verdicts.reduce((sum, one) => sum + (one.minutes ?? 0), 0).toFixed(1)
  const kills = verdicts.flatMap((one) => (one.kills === undefined ? [] : `${one.kills} kills`))
  const wrong = verdicts.flatMap((one) => one.wrong ?? []).slice(0, 5)
  return [count('misplaced'), count('stale'), count('forged'), ...kills, `${minutes} min`, ...wrong].join(
    '; '
  )
}

const clockRows = (messages: number): Row[] => [
  { name: 'clock: written a day ahead, then right', runs: 1, run: () => writtenUnderWrongClock(messages) },
  { name: 'clock: steps both ways', runs: 1, run: () => clockSteps(messages) },
  { name: 'clock: a command line a day ahead', runs: 1, run: () => commandLineAhead(messages / 2) }
]

function table(rows: readonly Row[], results: ReadonlyMap<Row, readonly Outcome[]>): string[] {
  const head = ['fault', 'runs', 'messages', 'lost', 'shown twice', 'stuck', 'note']
  const body = rows.map((row) => {
    const verdicts = results.get(row) ?? []
    if (row.skip) return [row.name, '0', '', '', '', '', `skipped: ${row.skip}`]
    if (verdicts.length === 0) return [row.name, '0', '', '', '', '', 'did not come to an end']
    const { messages, lost, twice, stuck, failed, quarantined } = sum(verdicts)
    const note = [
      ...(row.note ? [row.note(verdicts)] : []),
      ...(failed > 0 ? [`${failed} failed, each told why`] : []),
      ...(quarantined > 0 ? [`${quarantined} set aside`] : [])
    ]
    return [row.name, ...[verdicts.length, messages, lost, twice, stuck].map(String), note.join('; ')]
  })
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0))
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)]
}
