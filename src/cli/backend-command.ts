import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { openDataFolder } from '../core/data-folder'
import { openLog } from '../core/log'
import {
  attachLocalBackend,
  findLocalBackend,
  type LocalEndpoint
} from '../local-backend/start-local-backend'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'

export interface BackendOptions extends ProfileOptions {
  readonly printEnv?: boolean
  readonly json?: boolean
  readonly stop?: boolean
  /** Minutes after which the backend ends by itself. */
  readonly for?: number
}

/** How long a backend that `--print-env` started runs, in minutes. */
const LIFETIME_MINUTES = 60

/** Longest to wait for a started backend to answer, in milliseconds. */
const START_BOUND_MS = 10_000

/** `chatapp backend`: the local backend on its own, for the AWS CLI and other AWS clients. */
export async function backendCommand(deps: CliDeps, options: BackendOptions): Promise<number> {
  const folder = openDataFolder(options)
  if (options.stop) return await stopDetached(deps, folder.localBackend)
  if (options.printEnv) {
    const endpoint = (await findLocalBackend(folder.localBackend)) ?? (await startDetached(deps, options))
    for (const line of environmentLines(endpoint, options.json ?? false)) deps.out(line)
    return exitCodes.done
  }
  return await runInForeground(deps, options)
}

async function runInForeground(deps: CliDeps, options: BackendOptions): Promise<number> {
  const folder = openDataFolder(options)
  const log = openLog(folder.logFile, 'backend')
  const backend = await attachLocalBackend({ folder: folder.localBackend, log })
  try {
    for (const line of environmentLines(backend.endpoint, false)) deps.out(line)
    if (!backend.owned) {
      deps.err('Another ChatAPP runs this backend already; it answers as long as that one is open.')
      return exitCodes.done
    }
    deps.err('The local backend runs. Ctrl+C ends it.')
    const lifetime = options.for === undefined ? [] : [AbortSignal.timeout(options.for * 60_000)]
    const end = AbortSignal.any([deps.stop, ...lifetime])
    if (!end.aborted) await once(end, 'abort')
    return exitCodes.done
  } finally {
    await backend.stop()
    log.close()
  }
}

/** Starts a backend that outlives this command, and waits until it answers. */
async function startDetached(deps: CliDeps, options: BackendOptions): Promise<LocalEndpoint> {
  const folder = openDataFolder(options)
  const minutes = options.for ?? LIFETIME_MINUTES
  const entry = process.argv[1] ?? ''
  const args = [entry, 'backend', '--for', String(minutes), '--data-dir', folder.root]
  const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore', windowsHide: true })
  child.unref()
  writeFileSync(noteFile(folder.localBackend), JSON.stringify({ pid: child.pid }), { mode: 0o600 })
  const deadline = AbortSignal.timeout(START_BOUND_MS)
  while (!deadline.aborted && !deps.stop.aborted) {
    const endpoint = await findLocalBackend(folder.localBackend)
    if (endpoint) {
      deps.err(`Started the local backend for ${minutes} minutes; "chatapp backend --stop" ends it sooner.`)
      return endpoint
    }
    await setTimeout(50)
  }
  throw new ChatError(
    'offline',
    `The local backend did not start within 10 s. The log says why: ${folder.logFile}`
  )
}

async function stopDetached(deps: CliDeps, localBackend: string): Promise<number> {
  const note = readNote(localBackend)
  rmSync(noteFile(localBackend), { force: true })
  if (!note || !end(note.pid)) {
    deps.err('No backend that "chatapp backend --print-env" started is running.')
    return exitCodes.failed
  }
  const deadline = AbortSignal.timeout(START_BOUND_MS)
  while (!deadline.aborted && (await findLocalBackend(localBackend))) await setTimeout(50)
  deps.err('Stopped the local backend.')
  return exitCodes.done
}

const noteFile = (localBackend: string): string => join(localBackend, 'detached.json')
const noteSchema = z.object({ pid: z.number().int().positive() })

function readNote(localBackend: string): z.output<typeof noteSchema> | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(noteFile(localBackend), 'utf8')))
  } catch {
    return null
  }
}

function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGTERM')
  } catch {
    return false
  }
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
