import { createReadStream } from 'node:fs'
import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import { backendName } from '../shared/backend-words'
import type { DiffLine, ReplayStep } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { importParts } from '../shared/import-parts'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, findBackend, withChatApp } from './command-context'
import { untilStopped } from './standard-input'

interface ReplayOptions extends ProfileOptions {
  /** The name or id of the backend; the one that is talked to when it is left out. */
  readonly backend?: string
  /** Seconds to wait for the replies to each request. */
  readonly timeout: number
  readonly mask?: string[]
  /** Whether a difference is a failure. */
  readonly expect?: boolean
  readonly json?: boolean
}

/** `chatapp replay`: sends the requests of a saved chat again and says what is answered otherwise than then. */
export async function replayCommand(deps: CliDeps, file: string, options: ReplayOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, many: true }, async (app) => {
    const { activeId, backends } = await call(app, 'backends.list', undefined)
    const wanted = options.backend
    const found = findBackend(backends, wanted ?? activeId)
    const backendId = found?.id ?? wanted ?? activeId
    const { replayId } = await call(app, 'replay.begin', {})
    const cancel = (): void => void call(app, 'replay.cancel', { replayId })
    deps.stop.addEventListener('abort', cancel)
    const off = app.on('replay.step', (step) => tell(deps, step, options.json ?? false))
    try {
      await handOver(deps, app, { replayId, file })
      deps.stop.throwIfAborted()
      const { total, same, different, cancelled } = await answeringPrompts(deps, app, () =>
        call(app, 'replay.run', {
          replayId,
          backendId,
          masks: options.mask ?? [],
          timeoutSeconds: Math.ceil(options.timeout)
        })
      )
      const place = found ? backendName(found) : backendId
      if (cancelled) deps.err(`chatapp: cancelled after ${same + different} of ${total} requests.`)
      else
        deps.err(
          `${same} of ${total} answered as recorded on ${place}${different > 0 ? `, ${different} not` : ''}.`
        )
      if (cancelled) return stoppedExitCode(deps.stop)
      return options.expect && different > 0 ? exitCodes.failed : exitCodes.done
    } catch (error) {
      cancel()
      if (!deps.stop.aborted) throw error
      deps.err('chatapp: cancelled.')
      return stoppedExitCode(deps.stop)
    } finally {
      deps.stop.removeEventListener('abort', cancel)
      off()
    }
  })
}

async function handOver(
  deps: CliDeps,
  app: ChatApp,
  { replayId, file }: { replayId: string; file: string }
): Promise<void> {
  const input = file === '-' ? deps.input : readFile(file)
  for await (const part of importParts(
    untilStopped(input, deps.stop),
    file === '-' ? 'standard input' : file
  ))
    await call(app, 'replay.add', { replayId, ...part })
}

async function* readFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of createReadStream(file)) yield bytes as Uint8Array
  } catch (cause) {
    throw new ChatError('replay.file_unreadable', { file }, { cause })
  }
}

const marks: Readonly<Record<ReplayStep['verdict'], string>> = {
  same: '✓',
  different: '✗',
  unanswered: '✗',
  refused: '✗'
}

function tell({ out }: CliDeps, step: ReplayStep, json: boolean): void {
  if (json) return out(JSON.stringify(step))
  const { verdict, number, total, request, error, diff, ms } = step
  const first = request.split('\n')[0] ?? ''
  const why = {
    same: ms === null ? '' : ` (${ms} ms)`,
    different: ': answered otherwise',
    unanswered: ': not answered in time',
    refused: `: not sent: ${error?.message ?? ''}`
  }[verdict]
  out(`${marks[verdict]} ${number}/${total} ${first}${first === request ? '' : ' …'}${why}`)
  if (verdict !== 'same') for (const line of diff) out(`    ${lineOf(line)}`)
}

const signs: Readonly<Record<DiffLine['side'], string>> = { both: ' ', recorded: '-', replayed: '+' }

const lineOf = ({ side, kind, text }: DiffLine): string =>
  `${signs[side]} ${kind === 'none' ? '(no answer)' : kind === 'error' ? `(error) ${text}` : text}`.trimEnd()
