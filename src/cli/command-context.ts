import { z } from 'zod'
import type { ChatApp } from '../core/chat-app'
import { createChatApp } from '../core/app'
import { stopWithin, stoppedExitCode } from '../platform/stop'
import type { CredentialPrompt, BackendConfig, OtherPlace } from '../shared/backend-config'
import { backendName } from '../shared/backend-words'
import { exitCodes, type CliDeps, type PlaceOptions, type ProfileOptions } from './cli-deps'

export { call } from '../core/calls/dispatch'

/** What a command says that the user, or a signal, has kept from its work; and its exit code. */
export function unchanged({ err, stop }: CliDeps, does: 'deploys' | 'deletes'): number {
  err(`Nothing was changed. Without a terminal, --yes ${does} without asking.`)
  return stop.aborted ? stoppedExitCode(stop) : exitCodes.failed
}

/** Longest a command waits for what is under way once it is done, in milliseconds. What is stored goes on later. */
const STOP_BOUND_MS = 3000

interface AppOptions extends ProfileOptions {
  readonly connect?: boolean
  readonly reading?: boolean
  readonly elsewhere?: PlaceOptions
  /** Whether it works on as many messages as there are: only then does it pay to compile what checks them. */
  readonly many?: boolean
}

/** Runs `work` with the app of a profile and stops it afterwards, whatever happened. */
export async function withChatApp(
  { version, err }: Pick<CliDeps, 'version' | 'err'>,
  options: AppOptions,
  work: (app: ChatApp) => Promise<number>
): Promise<number> {
  const { profile, dataDir, connect, reading } = options
  const place = otherPlace(options.elsewhere ?? {})
  z.config({ jitless: !(options.many ?? false) })
  const app = await createChatApp({ host: 'cli', version, profile, dataDir, connect, reading, place })
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

/** The place that options name; undefined where they name none. */
function otherPlace({ region, awsProfile, endpointUrl }: PlaceOptions): OtherPlace | undefined {
  if (region === undefined && awsProfile === undefined && endpointUrl === undefined) return undefined
  return { region, profile: awsProfile, endpoint: endpointUrl }
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

/** What a terminal shows of a question. */
export function wordsOf(prompt: CredentialPrompt): string[] {
  switch (prompt.kind) {
    case 'sso-login':
      return [
        prompt.text,
        `  ${prompt.url ?? ''}`,
        ...(prompt.deviceUrl === null ? [] : ['On another device:', `  ${prompt.deviceUrl}`]),
        ...(prompt.userCode === null ? [] : [`  Code: ${prompt.userCode}`])
      ]
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
