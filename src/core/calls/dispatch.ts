import { z } from 'zod'
import { calls, type CallName, type Handlers, type Result } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name)

/** Runs one call from an untrusted page. Never throws: the host sends the result as data. */
export async function dispatch(handlers: Handlers, name: unknown, input: unknown): Promise<Result<unknown>> {
  try {
    if (!isCallName(name)) throw new ChatError('call.unknown')
    const parsed = calls[name].input.safeParse(input)
    if (!parsed.success) throw inputError(parsed.error)
    const handle = handlers[name] as (input: unknown) => Promise<unknown>
    return { ok: true, value: await handle(parsed.data) }
  } catch (error) {
    return { ok: false, error: toChatError(error).toWire() }
  }
}

/** What a caller is told of an input that is not acceptable: in words, and field by field. */
export function inputError(error: z.ZodError): ChatError {
  const fields = error.issues.map(({ path, message }) => ({ field: path.join('.'), reason: message }))
  return ChatError.of('invalid_input', z.prettifyError(error), { fields })
}
