import type { ChatApp } from '../core/chat-app'
import { createChatApp } from '../core/create-chat-app'
import { dispatch } from '../core/dispatch'
import { stopWithin } from '../core/stop-within'
import type { CallArgument, CallName, CallOutput } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { CliDeps, ProfileOptions } from './command-context'

/** Longest a command waits for what is under way once it is done, in milliseconds. What is stored goes on later. */
const STOP_BOUND_MS = 3000

/** Runs `work` with the app of a profile and stops it afterwards, whatever happened. */
export async function withChatApp(
  { version }: Pick<CliDeps, 'version'>,
  { profile, dataDir, connect }: ProfileOptions & { connect?: boolean },
  work: (app: ChatApp) => Promise<number>
): Promise<number> {
  const app = await createChatApp({ host: 'cli', version, profile, dataDir, connect })
  try {
    return await work(app)
  } finally {
    await stopWithin(STOP_BOUND_MS, () => app.stop())
  }
}

/** One call of the contract, through the same `dispatch` as every host; throws what it answers with as an error. */
export async function call<N extends CallName>(
  app: ChatApp,
  name: N,
  input: CallArgument<N>
): Promise<CallOutput<N>> {
  const result = await dispatch(app.handlers, name, input)
  if (!result.ok) throw new ChatError(result.error.code, result.error.message)
  return result.value as CallOutput<N>
}
