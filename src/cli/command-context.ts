import type { StandardOutput } from '../platform/standard-output'
import type { ChatApp } from '../core/chat-app'
import { createChatApp } from '../core/app'
import { dispatch } from '../core/calls/dispatch'
import { stopWithin, stoppedExitCode } from '../platform/stop'
import type { CredentialPrompt, BackendConfig } from '../shared/backend-config'
import type { CallArgument, CallName, CallOutput } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { backendName } from '../shared/backend-words'

/** What the process gives the command line. */
export interface CliDeps extends Pick<StandardOutput, 'out' | 'err' | 'drained'> {
  readonly version: string
  readonly input: AsyncIterable<Uint8Array | string>
  /** Aborted when the user asks to stop; its reason is the signal's name. */
  readonly stop: AbortSignal
}

/** Which profile, where: options that stand after every command. */
export interface ProfileOptions {
  readonly profile?: string
  readonly dataDir?: string
}

/** How a command ended; one that a signal ended has `stoppedExitCode`. */
export const exitCodes = { done: 0, failed: 1, usage: 2, timedOut: 3 } as const

/** What a command says that the user, or a signal, has kept from its work; and its exit code. */
export function unchanged({ err, stop }: CliDeps, does: 'deploys' | 'deletes'): number {
  err(`Nothing was changed. Without a terminal, --yes ${does} without asking.`)
  return stop.aborted ? stoppedExitCode(stop) : exitCodes.failed
}

/** Longest a command waits for what is under way once it is done, in milliseconds. What is stored goes on later. */
const STOP_BOUND_MS = 3000

/** Runs `work` with the app of a profile and stops it afterwards, whatever happened. */
export async function withChatApp(
  { version, err }: Pick<CliDeps, 'version' | 'err'>,
  { profile, dataDir, connect, reading }: ProfileOptions & { connect?: boolean; reading?: boolean },
  work: (app: ChatApp) => Promise<number>
): Promise<number> {
  const app = await createChatApp({ host: 'cli', version, profile, dataDir, connect, reading })
  // A command that only reads the store asks nothing; one that asks takes the answers itself.
  const off = connect === false ? () => {} : app.on('credentials.prompts', tellPrompts(err))
  try {
    return await work(app)
  } finally {
    off()
    for (const { text } of app.newNotices()) err(`chatapp: ${text}`)
    await stopWithin(STOP_BOUND_MS, () => app.stop())
  }
}

/** Says once what waits for the user; "chatapp check" takes the answers. */
function tellPrompts(err: (line: string) => void): (prompts: readonly CredentialPrompt[]) => void {
  const told = new Set<string>()
  return (prompts) => {
    for (const prompt of prompts.filter(({ id }) => !told.has(id))) {
      told.add(prompt.id)
      for (const line of wordsOf(prompt)) err(line)
      if (prompt.kind !== 'sso-login') err('Answer it with: chatapp check')
    }
  }
}

/** One call of the contract, through the same `dispatch` as every host; throws what it answers with as an error. */
export async function call<N extends CallName>(
  app: ChatApp,
  name: N,
  input: CallArgument<N>
): Promise<CallOutput<N>> {
  const result = await dispatch(app.handlers, name, input)
  if (!result.ok) throw ChatError.from(result.error)
  return result.value as CallOutput<N>
}

/** What a terminal shows of a question. */
export function wordsOf(prompt: CredentialPrompt): string[] {
  switch (prompt.kind) {
    case 'sso-login':
      return [prompt.text, `  ${prompt.url ?? ''}`, `  Code: ${prompt.userCode ?? ''}`]
    case 'mfa-code':
      return [`${prompt.text} (${prompt.detail ?? ''})`]
    default:
      return [prompt.text, `  ${prompt.detail ?? ''}`]
  }
}

/** A backend by id or name. */
export const findBackend = (backends: readonly BackendConfig[], wanted: string): BackendConfig | undefined =>
  backends.find((backend) => backend.id === wanted) ??
  backends.find((backend) => backendName(backend) === wanted)
