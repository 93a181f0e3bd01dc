import {
  calls,
  type CallArgument,
  type CallName,
  type CallOutput,
  type Handlers,
  type Result,
  type EventName,
  type EventPayload
} from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { inputError } from '../../shared/input-error'
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

/** One call of the contract, through the same `dispatch` as every host; throws what it answers with as an error. */
export async function call<N extends CallName>(
  { handlers }: { readonly handlers: Handlers },
  name: N,
  input: CallArgument<N>
): Promise<CallOutput<N>> {
  const result = await dispatch(handlers, name, input)
  if (!result.ok) throw ChatError.from(result.error)
  return result.value as CallOutput<N>
}

type Listener<N extends EventName> = (payload: EventPayload<N>) => void

/** Carries events from the core to whoever shows them. A listener that throws does not keep it from the others. */
export class EventBus {
  private readonly listeners = new Map<EventName, Set<Listener<never>>>()

  constructor(private readonly onListenerError: (error: unknown) => void) {}

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const all = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, all.add(listener))
    return () => all.delete(listener)
  }

  readonly emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        ;(listener as Listener<N>)(payload)
      } catch (error) {
        this.onListenerError(error)
      }
    }
  }
}
