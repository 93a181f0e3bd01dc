import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { openDataFolder } from '../platform/data-folder'
import { readJson, writeJson } from '../platform/json-file'
import { openLog } from '../platform/log'
import {
  attachLocalBackend,
  findLocalBackend,
  type LocalEndpoint
} from '../local-backend/client/start-local-backend'
import { ChatError } from '../shared/errors'
import { timeoutSignal } from '../shared/timer'
import { ownCommand } from './own-command'
import type * as functionCommand from './function-command'
import type { FunctionCommandOptions, Prepared } from './function-command'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'

export interface BackendOptions extends ProfileOptions, FunctionCommandOptions {
  readonly printEnv?: boolean
  readonly stop?: boolean
  /** The port to listen on, and no other. */
  readonly port?: number
  /** Minutes after which the backend ends by itself. */
  readonly for?: number
  /** Id of the note whose removal ends it. */
  readonly note?: string
}

/** How long a backend that `--print-env` started runs, in minutes. */
const LIFETIME_MINUTES = 60

/** How often a started backend looks for its note, in milliseconds. */
const LOOK_AT_NOTE_MS = 250

/** Longest to wait for a started backend to answer, in milliseconds. */
const START_BOUND_MS = 10_000

/** `chatapp backend`: the local backend on its own, for the AWS CLI and other AWS clients. */
export async function backendCommand(deps: CliDeps, options: BackendOptions): Promise<number> {
  const folder = openDataFolder(options)
  if (options.stop) return await stopDetached(deps, folder.localBackend)
  const asked = await readAsked(options)
  const running = await findLocalBackend(folder.localBackend)
  if (options.port !== undefined && running && Number(new URL(running.url).port) !== options.port) {
    throw new ChatError('local_backend.other_port', { url: running.url })
  }
  if (options.printEnv) {
    const endpoint = running ?? (await startDetached(deps, options))
    await asked?.provideQueues(deps, { ...asked.prepared, json: false }, endpoint)
    for (const line of environmentLines(endpoint, options.json ?? false)) deps.out(line)
    return exitCodes.done
  }
  return await runInForeground(deps, options, asked)
}

type Asked = typeof functionCommand & { readonly prepared: Prepared }

/** What is wanted of queues and functions, read and in order; null when nothing is: then none of that is loaded. */
async function readAsked(options: BackendOptions): Promise<Asked | null> {
  const { queues, function: file, queue, faults } = options
  if ((queues ?? file ?? queue ?? faults) === undefined) return null
  const command = await import('./function-command')
  return { ...command, prepared: command.prepare(options) }
}

async function runInForeground(deps: CliDeps, options: BackendOptions, asked: Asked | null): Promise<number> {
  const folder = openDataFolder(options)
  const log = openLog(folder.logFile, 'backend')
  const json = options.json ?? false
  const hasFunction = asked?.prepared.fn != null
  const goesOn = hasFunction || asked?.prepared.faults != null
  const backend = await attachLocalBackend({ folder: folder.localBackend, log, port: options.port })
  let running: { stop: () => Promise<void> } | undefined
  try {
    if (!hasFunction) for (const line of environmentLines(backend.endpoint, json)) deps.out(line)
    if (asked) {
      const { prepared } = asked
      await asked.provideQueues(deps, { ...prepared, json }, backend.endpoint)
      running = await asked.startFunction(deps, { prepared, json, folder: folder.localBackend }, backend)
    }
    if (!backend.owned && !goesOn) {
      deps.err('Another ChatAPP runs this backend already; it answers as long as that one is open.')
      return exitCodes.done
    }
    if (!hasFunction) deps.err('The local backend runs. Ctrl+C ends it.')
    const lifetime = options.for === undefined ? [] : [timeoutSignal(options.for * 60_000)]
    const note = options.note === undefined ? [] : [noteGone(folder.localBackend, options.note)]
    const end = AbortSignal.any([deps.stop, ...lifetime, ...note])
    if (!end.aborted) await once(end, 'abort')
    return exitCodes.done
  } finally {
    await running?.stop()
    await backend.stop()
    if (options.note !== undefined && readNote(folder.localBackend) === options.note) {
      rmSync(noteFile(folder.localBackend), { force: true })
    }
    log.close()
  }
}

/** Starts a backend that outlives this command, and waits until it answers. */
async function startDetached(deps: CliDeps, options: BackendOptions): Promise<LocalEndpoint> {
  const folder = openDataFolder(options)
  const minutes = options.for ?? LIFETIME_MINUTES
  const id = randomUUID()
  writeJson(noteFile(folder.localBackend), { id })
  const [program = '', ...entry] = ownCommand()
  const port = options.port === undefined ? [] : ['--port', String(options.port)]
  const lifetime = ['--for', String(minutes), '--note', id]
  const args = [...entry, 'backend', ...lifetime, ...port, '--data-dir', folder.root]
  const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: true })
  child.unref()
  const deadline = AbortSignal.timeout(START_BOUND_MS)
  while (!deadline.aborted && !deps.stop.aborted) {
    const endpoint = await findLocalBackend(folder.localBackend)
    if (endpoint) {
      deps.err(`Started the local backend for ${minutes} minutes; "chatapp backend --stop" ends it sooner.`)
      return endpoint
    }
    await setTimeout(50)
  }
  throw new ChatError('local_backend.slow', { logFile: folder.logFile })
}

/** A started backend ends itself when its note is gone: no process id is trusted, which may be another's by now. */
async function stopDetached(deps: CliDeps, localBackend: string): Promise<number> {
  const wasThere = readNote(localBackend) !== null
  rmSync(noteFile(localBackend), { force: true })
  if (!wasThere) {
    deps.err('No backend that "chatapp backend --print-env" started is running.')
    return exitCodes.failed
  }
  const deadline = AbortSignal.timeout(START_BOUND_MS)
  while (!deadline.aborted && (await findLocalBackend(localBackend))) await setTimeout(50)
  deps.err('Stopped the local backend.')
  return exitCodes.done
}

const noteFile = (localBackend: string): string => join(localBackend, 'detached.json')
const noteSchema = z.object({ id: z.string() })

const readNote = (localBackend: string): string | null =>
  readJson(noteFile(localBackend), noteSchema)?.id ?? null

/** Aborted when the note with this id is gone, or is another's. */
function noteGone(localBackend: string, id: string): AbortSignal {
  const gone = new AbortController()
  const timer = setInterval(() => {
    if (readNote(localBackend) === id) return
    clearInterval(timer)
    gone.abort()
  }, LOOK_AT_NOTE_MS)
  timer.unref()
  return gone.signal
}

function environmentLines(endpoint: LocalEndpoint, json: boolean): string[] {
  const variables = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: endpoint.region,
    AWS_DEFAULT_REGION: endpoint.region,
    AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
    AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey
  }
  if (json) return [JSON.stringify(variables)]
  return Object.entries(variables).map(([name, value]) => `export ${name}=${value}`)
}
