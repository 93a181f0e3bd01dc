import { setTimeout as pause } from 'node:timers/promises'
import type { Faults } from '../src/shared/contract'
import { randomOf } from '../src/local-backend/schedules/random'
import { crashPoints } from '../src/platform/crash-point'
import { canFakeTime, WrongClock } from './clock-runs'
import { setVisibility } from './fault-runs'
import { Home } from './home'
import { readLog } from './room-log'
import { Person } from './room-people'
import { judgeRoom, type RoomVerdict, type Seen } from './room-verdict'
import type { Verdict } from './verdict'

export interface RoomRun {
  readonly messages: number
  /** Of hosts; of the backend a third as many. */
  readonly kills: number
  readonly seed: number
  /** Told how far it is, about ten times. */
  readonly tell?: (line: string) => void
}

/** What a run of rooms counts besides; all of it must be 0. */
export interface RoomsOutcome extends Verdict {
  readonly misplaced: number
  readonly stale: number
  readonly forged: number
  /** What is wrong, a line each. */
  readonly wrong: readonly string[]
  readonly minutes: number
  /** Hosts that were killed while people talked. */
  readonly kills?: number
}

const NAMES = ['ada', 'grace', 'mary', 'joan', 'hedy']
const TITLES = ['Lunch', 'Ops', 'Night shift']
/** How far some of their clocks are off, where that can be done here. */
const CLOCKS: readonly (string | undefined)[] = [undefined, undefined, '+5m', '-3h', '+1d']
/** Which share of the acts says something, at least: see `Person.act`. */
const SAID = 0.72
const SETTLE_MS = 180_000

/** Longer than a redelivery, so that what is asked again then is really lost. */
const env = { CHATAPP_ANSWER_WITHIN_MS: '5000' }

/** Taken in turn, each for some seconds. `crashCalls`: the processor dies before or after any call that it makes. */
const weather: readonly Partial<Faults>[] = [
  { duplicate: 0.3, reorder: 1 },
  { drop: 0.1 },
  { delayMs: 1000, reorder: 1 },
  { crashCalls: 0.05 },
  { throttle: 0.3, duplicate: 0.2 },
  { loseAnswers: 0.1, duplicate: 0.1 },
  { tableThrottle: 0.3, tableDelayMs: 100 },
  { timeoutProcessor: 0.1, delayMs: 300 },
  { crashProcessor: 0.2 },
  {
    duplicate: 0.2,
    drop: 0.05,
    reorder: 1,
    delayMs: 500,
    crashCalls: 0.02,
    loseAnswers: 0.02,
    tableThrottle: 0.1
  },
  {}
]

/**
 * Five people in three rooms say, edit, delete and react, leave and join, while their hosts, the backend and the processor
 * die and deliveries are doubled, lost, delayed and shuffled; at the end each shows the same log, and the log is what was asked.
 */
export async function peopleInRooms(run: RoomRun): Promise<RoomsOutcome> {
  const startedAt = performance.now()
  const random = randomOf(run.seed)
  await using home = new Home()
  const people = NAMES.map((name, at) => {
    const step = canFakeTime() ? CLOCKS[at] : undefined
    const clock = step === undefined ? {} : new WrongClock(home, step, name).env
    return new Person(home, name, randomOf(run.seed * 10 + at), { ...env, ...clock })
  })
  await setVisibility(home, 2)
  const codes = await gather(people)
  const rooms = [...codes.keys()]

  const over = new AbortController()
  const weathers = changeWeather(people, random, over.signal)
  const chaos = kill({ home, people, run, random }, over.signal)
  await Promise.all(people.map(async (person) => await busy(person, { run, codes })))
  over.abort()
  const [kills] = await Promise.all([chaos, weathers])
  await people[0]?.faults({})

  // The next thing that is said tells everybody what they have missed.
  for (const room of rooms) await people.find((person) => person.rooms.has(room))?.say(room)
  const verdicts = await settled(home, people, rooms)
  return { ...outcomeOf(verdicts, (performance.now() - startedAt) / 60_000), kills }
}

/** Steps at which the processor is made to die, or to lose an answer, while it works on one request. */
const steps = ['crashBeforeCall', 'crashAfterCall', 'loseAnswerOfCall'] as const

/**
 * Two people talk while the processor dies before and after each of its calls to table and queues, or never gets the
 * answer: one call at a time, for each kind of act.
 */
export async function dieAtEachCall(calls: readonly number[]): Promise<RoomsOutcome> {
  const startedAt = performance.now()
  await using home = new Home()
  const people = NAMES.slice(0, 2).map((name, at) => new Person(home, name, randomOf(at + 1), env))
  await setVisibility(home, 2)
  const rooms = [...(await gather(people, TITLES.slice(0, 1))).keys()]
  const [speaker, other] = people as [Person, Person]
  const [room = ''] = rooms
  await speaker.say(room)
  await other.say(room)
  for (const call of calls)
    for (const step of steps)
      for (const act of ['say', 'edit', 'delete', 'react'] as const) {
        if (act !== 'say') await speaker.say(room)
        await speaker.room(room, (now) => now?.waiting === 0)
        await speaker.faults({ [step]: call })
        await speaker.does(act, room)
        await speaker.room(room, (now) => now?.waiting === 0)
      }
  await speaker.faults({})
  await other.say(room)
  const verdicts = await settled(home, people, rooms)
  return outcomeOf(verdicts, (performance.now() - startedAt) / 60_000)
}

/** Makes the rooms, one owner each, and lets everybody in; resolves to an invitation to each room. */
async function gather(people: readonly Person[], titles = TITLES): Promise<Map<string, string>> {
  for (const person of people) {
    await person.surely('rooms.setName', { name: person.profile })
    for (;;) {
      const { me } = await person.surely('rooms.overview', undefined)
      person.id = me?.id ?? ''
      if (me?.name === person.profile) break
      await pause(50)
    }
  }
  const codes = new Map<string, string>()
  for (const [at, title] of titles.entries()) {
    const owner = people[at] as Person
    const { id } = await owner.surely('rooms.create', { title })
    await owner.room(id, (room) => room?.state === 'open')
    const { code } = await owner.surely('rooms.invite', { id, uses: 0 })
    await owner.room(id, (room) => room?.invitations.some(({ confirmed }) => confirmed) ?? false)
    codes.set(id, code ?? '')
    for (const person of people) {
      if (person !== owner) await person.surely('rooms.join', { invitation: code ?? '' })
      await person.room(id, (room) => room?.state === 'open')
      person.rooms.set(id, [])
    }
  }
  return codes
}

/** One person's share of the run; twice in it, the person leaves a room and comes back. */
async function busy(
  person: Person,
  { run, codes }: { run: RoomRun; codes: ReadonlyMap<string, string> }
): Promise<void> {
  const acts = Math.ceil(run.messages / NAMES.length / SAID)
  const [, second, third] = [...codes.keys()]
  for (let act = 0; act < acts; act++) {
    await person.act()
    if (person.profile === NAMES[0] && act > 0 && act % Math.ceil(acts / 10) === 0)
      run.tell?.(`rooms: ${person.profile} did ${act} of ${acts}`)
    // Whoever owns a room stays in it.
    const away =
      act === Math.floor(acts / 3) ? second : act === Math.floor((2 * acts) / 3) ? third : undefined
    if (away !== undefined && !isOwner(person, away, codes))
      await person.leaveAndJoin(away, codes.get(away) ?? '')
  }
}

const isOwner = (person: Person, room: string, codes: ReadonlyMap<string, string>): boolean =>
  NAMES[[...codes.keys()].indexOf(room)] === person.profile

async function changeWeather(
  people: readonly Person[],
  random: () => number,
  signal: AbortSignal
): Promise<void> {
  for (let at = 0; !signal.aborted; at++) {
    await people[0]?.faults(weather[at % weather.length] ?? {})
    await pause(1000 + random() * 2000)
  }
}

interface Chaos {
  readonly home: Home
  readonly people: readonly Person[]
  readonly run: RoomRun
  readonly random: () => number
}

/** Kills hosts in turn, at random moments and at named points, and the backend in between; resolves to how many hosts. */
async function kill({ home, people, run, random }: Chaos, signal: AbortSignal): Promise<number> {
  let kills = 0
  for (; kills < run.kills && !signal.aborted; kills++) {
    await pause(300 + random() * 1500)
    const person = people[Math.floor(random() * people.length)]
    const point = crashPoints[kills % (crashPoints.length * 2)]
    await person?.dies(point)
    if (kills % 3 === 2) process.kill((await home.whenUp()).pid, 'SIGKILL')
  }
  return kills
}

async function settled(
  home: Home,
  people: readonly Person[],
  rooms: readonly string[]
): Promise<RoomVerdict[]> {
  const deadline = performance.now() + SETTLE_MS
  for (const person of people)
    while (!(await person.isSettled(rooms)) && performance.now() < deadline) await pause(200)
  const verdicts: RoomVerdict[] = []
  for (const room of rooms) {
    const seen: Seen[] = []
    const asked = []
    for (const person of people) {
      const { rows, refused, isMember } = await person.shows(room)
      seen.push({ who: person.profile, isMember, rows })
      for (const act of person.asked.get(room) ?? [])
        asked.push(act.op === 'say' && refused.has(act.message ?? '') ? { ...act, refused: true } : act)
    }
    verdicts.push(judgeRoom({ log: await readLog(await home.whenUp(), room), asked, seen }))
  }
  return verdicts
}

function outcomeOf(verdicts: readonly RoomVerdict[], minutes: number): RoomsOutcome {
  const all = (kind: Exclude<keyof RoomVerdict, 'entries' | 'messages'>): string[] =>
    verdicts.flatMap((verdict) => verdict[kind])
  return {
    messages: verdicts.reduce((sum, { messages }) => sum + messages, 0),
    lost: all('lost').length,
    twice: all('twice').length,
    stuck: all('stuck').length,
    failed: 0,
    quarantined: 0,
    misplaced: all('misplaced').length,
    stale: all('stale').length,
    forged: all('forged').length,
    wrong: (['lost', 'twice', 'stuck', 'misplaced', 'stale', 'forged'] as const).flatMap((kind) =>
      all(kind).map((line) => `${kind}: ${line}`)
    ),
    minutes
  }
}
