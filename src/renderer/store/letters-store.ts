import { createStore, type StoreApi } from 'zustand/vanilla'
import type {
  CallArgument,
  CallName,
  CallOutput,
  ChatHost,
  LetterJob,
  LetterSummary
} from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { emptyDesk, type Desk, type LettersState } from './letters-state'
import { saveFile } from './save-file'
import { hookOf } from './stores'

export type { Desk, DeskPlace } from './letters-state'

/** Letters that are on the screen first. */
const FIRST = 100
/** Letters in one further part. */
const PART = 1000
/** Characters of lines in one call of an import. */
const PART_CHARACTERS = 500_000
/** How often the server's move is looked at, in milliseconds. */
const LOOK_EVERY_MS = 500

interface Parts {
  readonly host: ChatHost
  readonly set: (part: Partial<LettersState>) => void
  readonly get: () => LettersState
}

/** Letters that a look shows first that has a price. */
const FIRST_PAID = 10

/** Calls that are about the queue that the desk stands at. */
const ofQueue: ReadonlySet<string> = new Set([
  'letters.list',
  'letters.get',
  'letters.take',
  'letters.dryRun',
  'letters.resend',
  'letters.delete',
  'letters.purge',
  'letters.redrive',
  'letters.move',
  'letters.move.cancel',
  'letters.policy'
])

/** One call of the desk; what went wrong is kept, with the policy where the account refused. */
function asking({ host, set, get }: Parts) {
  const atQueue = <N extends CallName>(name: N, input: CallArgument<N>): CallArgument<N> => {
    const { at } = get()
    return at && ofQueue.has(name) ? ({ ...(input as object), from: at.queue } as CallArgument<N>) : input
  }
  const fail = async (error: WireError): Promise<void> => {
    set({ error })
    if (error.code !== 'access_denied') return
    const policy = await host.call('letters.policy', atQueue('letters.policy', undefined))
    if (policy.ok) set({ policy: policy.value })
  }
  const act: LettersState['act'] = async (name, input) => {
    const result = await host.call(name, atQueue(name, input))
    if (result.ok) {
      set({ error: null, policy: null })
      return result.value
    }
    await fail(result.error)
    return null
  }
  return { fail, act }
}

type Asking = ReturnType<typeof asking>

/** Reads both sides of the desk, and the log. */
function reading({ set, get }: Parts, { act }: Asking) {
  let looks = 0
  const lookAgain = async (limit = get().at?.cost ? FIRST_PAID : FIRST): Promise<void> => {
    const mine = ++looks
    set({ looking: true })
    const all: LetterSummary[] = []
    let after: { id: string; sentAt: number } | null = null
    for (;;) {
      const part: CallOutput<'letters.list'> | null = await act('letters.list', {
        limit: after === null ? limit : PART,
        after
      })
      if (mine !== looks) return
      if (part === null) {
        set({ looking: false, letters: get().letters ?? [] })
        return
      }
      all.push(...part.letters)
      const { queue, total, more, look } = part
      const last = part.letters.at(-1)
      const goesOn = look.effect === 'none' && more && last !== undefined
      set({ queue, total, more: more && !goesOn, look, letters: [...all], looking: goesOn })
      if (!goesOn) return forget('queue')
      after = { id: last.id, sentAt: last.sentAt }
    }
  }

  const loadTray = async (): Promise<void> => {
    const all: LetterSummary[] = []
    for (let before: string | null = null; ; before = all.at(-1)?.id ?? null) {
      const part: CallOutput<'letters.tray'> | null = await act('letters.tray', { limit: PART, before })
      if (part === null) return
      all.push(...part.letters)
      set({ tray: [...all], trayTotal: part.total })
      if (!part.more) return forget('tray')
    }
  }

  const loadActs = async (): Promise<void> => {
    const acts = await act('letters.acts', { limit: PART })
    if (acts) set({ acts })
  }

  /** What is not there any more is chosen no more. */
  const forget = (desk: Desk): void => {
    const { chosen, letters, tray } = get()
    if (get().desk !== desk || chosen.size === 0) return
    const there = new Set((desk === 'queue' ? letters : tray)?.map(({ id }) => id))
    set({ chosen: new Set([...chosen].filter((id) => there.has(id))) })
  }

  return { lookAgain, loadTray, loadActs, stop: () => void looks++ }
}

/** Follows the work on many letters, of this host and of the server. */
function following({ set, get }: Parts, { act, fail }: Asking, lookAgain: LettersState['lookAgain']) {
  const takeJob = (job: LetterJob | null): void => {
    const before = get().job
    set({ job })
    if (job?.error) void fail(job.error)
    if (job?.over && before && !before.over) void lookOver()
  }

  /** What was not looked at is not looked at now, where that has a price. */
  const lookOver = async (): Promise<void> => {
    const { at, letters } = get()
    if (!at?.cost) return await lookAgain(Math.max(FIRST, letters?.length ?? 0))
    if (letters !== null) await lookAgain(Math.min(FIRST, Math.max(FIRST_PAID, letters.length)))
  }

  const followMove = async (): Promise<void> => {
    for (;;) {
      const move = await act('letters.move', undefined)
      set({ move })
      if (move?.status !== 'running') break
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    await lookOver()
  }

  return { takeJob, followMove }
}

/** What is done with the letter that is open, and with files. */
function single({ host, set, get }: Parts, { act }: Asking) {
  const asked = new Set<string>()
  return {
    openLetter: async (open) => {
      set({ open, detail: null, dryRun: null })
      if (!open) return
      const detail = await act('letters.get', open)
      if (get().open !== open) return
      if (!detail) return set({ open: null })
      set({ detail })
      if (detail.correlationId !== null) await get().askLogs([detail.correlationId])
    },
    askLogs: async (correlationIds) => {
      const fresh = correlationIds.filter((id) => !asked.has(id)).slice(0, 50)
      if (fresh.length === 0) return
      for (const id of fresh) asked.add(id)
      const result = await host.call('letters.logs', { correlationIds: fresh })
      if (!result.ok) return
      const logs = new Map(get().logs)
      for (const { correlationId, line } of result.value) logs.set(correlationId, line)
      set({ logs })
    },
    edit: async (id, text) => {
      const detail = await act('letters.edit', { id, text })
      if (detail) set({ detail, dryRun: null })
    },
    tryOut: async (letter, text) => {
      set({ dryRun: 'running' })
      const dryRun = await act('letters.dryRun', { letter, ...(text === undefined ? {} : { text }) })
      set({ dryRun })
    },
    save: async (what, profile) => {
      const lines: string[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const part: CallOutput<'letters.export'> | null = await act('letters.export', {
          what,
          cursor: cursor ?? null
        })
        if (!part) return
        lines.push(...part.lines)
        cursor = part.next
      }
      const name = `chatapp-${profile}-${what === 'tray' ? 'letters' : 'letter-log'}.jsonl`
      await saveFile(
        host,
        name,
        lines.map((line) => `${line}\n`)
      )
    },
    load: async (file) => {
      const sum = { added: 0, present: 0 }
      for (const part of partsOf((await file.text()).split('\n'))) {
        const brought = await act('letters.import', part)
        if (!brought) return null
        sum.added += brought.added
        sum.present += brought.present
      }
      return sum
    }
  } satisfies Partial<LettersState>
}

/** Lines in calls of a size that a host takes. */
function* partsOf(all: readonly string[]): Generator<{ lines: string[]; from: number }> {
  let [lines, from, size]: [string[], number, number] = [[], 1, 0]
  for (const [index, line] of all.entries()) {
    if (lines.length > 0 && size + line.length > PART_CHARACTERS) {
      yield { lines, from }
      lines = []
      from = index + 1
      size = 0
    }
    lines.push(line)
    size += line.length
  }
  yield { lines, from }
}

/** The desk for dead letters. */
export function createLettersStore(host: ChatHost): StoreApi<LettersState> {
  return createStore<LettersState>()((set, get) => {
    const parts: Parts = { host, set, get }
    const ask = asking(parts)
    const { lookAgain, loadTray, loadActs, stop } = reading(parts, ask)
    const { takeJob, followMove } = following(parts, ask, lookAgain)
    return {
      ...emptyDesk,
      ...single(parts, ask),
      watch: (at) => {
        if (at?.queue !== get().at?.queue) set({ ...emptyDesk, job: get().job })
        set({ at: at ?? null, looking: false })
        const changed = (): void => {
          void loadTray()
          if (get().desk === 'acts') void loadActs()
        }
        const stops = [
          host.on('letters.changed', changed),
          host.on('letters.job', takeJob),
          host.onLink((up) => up && changed())
        ]
        if (!at?.cost) void lookAgain()
        void loadTray()
        void ask.act('letters.job', undefined).then((job) => job && takeJob(job))
        return () => {
          stop()
          for (const stop of stops) stop()
        }
      },
      show: (desk) => {
        set({ desk, chosen: new Set() })
        if (desk === 'acts') void loadActs()
      },
      lookAgain,
      choose: (ids, chosen) => {
        const all = new Set(get().chosen)
        for (const id of ids) {
          if (chosen) all.add(id)
          else all.delete(id)
        }
        set({ chosen: all })
      },
      act: ask.act,
      redrive: async (perSecond) => {
        const started = await ask.act('letters.redrive', { perSecond })
        if (started?.by === 'server') await followMove()
        else if (started?.job) takeJob(started.job)
      }
    }
  })
}

export const useLetters = hookOf(createLettersStore)
