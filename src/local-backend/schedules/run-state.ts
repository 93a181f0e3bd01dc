import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ChatError } from '../../shared/errors'

/** A message as it lies in a queue after a run. */
export interface StateMessage {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  readonly groupId?: string
}

/** What a run has left behind: what an invariant is asked of. */
export interface RunState {
  /** What was given. */
  readonly messages: readonly { readonly number: number; readonly body: string }[]
  /** What lies in each queue, dead-letter queues too. */
  readonly queues: Readonly<Record<string, readonly StateMessage[]>>
  /** What the function wrote into `CHATAPP_RUN_FOLDER`, by path. */
  readonly files: Readonly<Record<string, string>>
  readonly folder: string
  /** Numbers of the messages that were never done and are in no dead-letter queue. */
  readonly unfinished: readonly number[]
}

/** Says why a state is wrong; null when it is right. */
export type Judge = (state: RunState) => Promise<string | null>

const MAX_FILE = 10_000_000

/** The text of each file below a folder. */
export function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = statSync(join(folder, name))
      const isText = found.isFile() && found.size <= MAX_FILE
      return isText ? [[name.split(sep).join('/'), readFileSync(join(folder, name), 'utf8')]] : []
    })
  )
}

type Counts = ReadonlyMap<string, number>

function counted(all: readonly string[]): Counts {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

/** How often each thing is there: messages in a queue, lines in a file. Their order says nothing. */
function effectsOf({ queues, files }: RunState): Map<string, Counts> {
  return new Map([
    ...Object.entries(queues).map(([name, held]): [string, Counts] => [
      name,
      counted(held.map(({ body }) => body))
    ]),
    ...Object.entries(files).map(([name, text]): [string, Counts] => [
      name,
      counted(text.split('\n').filter((line) => line !== ''))
    ])
  ])
}

/** What is otherwise in a state than in the one without faults: every message has its effect once, or this says where not. */
export function differenceFrom(expected: RunState, state: RunState): string | null {
  const [before, now] = [effectsOf(expected), effectsOf(state)]
  const late = state.unfinished.filter((number) => !expected.unfinished.includes(number))
  const differences: string[] = late.map((number) => `message ${number} was never done`)
  for (const place of new Set([...before.keys(), ...now.keys()])) {
    const [wanted, got] = [
      before.get(place) ?? new Map<string, number>(),
      now.get(place) ?? new Map<string, number>()
    ]
    for (const what of new Set([...wanted.keys(), ...got.keys()])) {
      const [once, here] = [wanted.get(what) ?? 0, got.get(what) ?? 0]
      if (once !== here)
        differences.push(`${place} has ${shortly(what)} ${times(here)}; without faults ${times(once)}`)
    }
  }
  const more = differences.length - 3
  return differences.length === 0
    ? null
    : [...differences.slice(0, 3), ...(more > 0 ? [`${more} more differences`] : [])].join('\n')
}

const shortly = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
const times = (count: number): string =>
  count === 0 ? 'not at all' : count === 1 ? 'once' : `${count} times`

/** The invariant of a module: what it exports as `check`, or by default, is given the state and throws, or says why, when it is wrong. */
export async function readCheck(file: string): Promise<Judge> {
  let exported: Record<string, unknown>
  try {
    exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new ChatError('check_module.not_loaded', { file, detail }, { cause })
  }
  const inside = exported['default'] as Record<string, unknown> | undefined
  const check = [exported['check'], inside?.['check'], inside].find((one) => typeof one === 'function')
  if (!check) throw new ChatError('check_module.no_check', { file })
  return async (state) => {
    try {
      const said = await (check as (state: RunState) => unknown)(state)
      if (said === false) return 'the check answered false'
      return typeof said === 'string' && said !== '' ? said : null
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}
