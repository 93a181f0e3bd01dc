import { systemClock } from '../shared/clock'
import type { ChatApp } from '../core/chat-app'
import { calls, type CallName, type EventName, type EventPayload, type Handlers } from '../shared/contract'
import { KeyPage } from '../web/key-page'
import { ChatError } from '../shared/errors'

async function refuse(): Promise<never> {
  throw ChatError.of('not_found', 'The test gave no such handler.')
}

/** For tests of hosts: an app of which only the given handlers answer, and whose events the test announces. */
export class FakeChatApp implements Pick<ChatApp, 'handlers' | 'on' | 'keyPage' | 'stop'> {
  readonly handlers: Handlers
  stops = 0
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>()

  constructor(handlers: Partial<Handlers> = {}) {
    const all = Object.fromEntries((Object.keys(calls) as CallName[]).map((name) => [name, refuse]))
    this.handlers = { ...(all as unknown as Handlers), ...handlers }
  }

  /** What was typed into the page for keys, by backend. */
  readonly typedKeys: { backendId: string; keys: unknown }[] = []
  readonly keyPage = new KeyPage({
    vault: {
      stores: async () => false,
      put: async (backendId, keys) => void this.typedKeys.push({ backendId, keys })
    },
    entered: () => {},
    nameOf: () => 'Work',
    elapsed: systemClock.elapsed,
    show: null,
    served: true
  })

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  announce<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners.get(name) ?? [])
      (listener as (payload: EventPayload<N>) => void)(payload)
  }

  /** Listeners over all events. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0)
  }

  async stop(): Promise<void> {
    this.stops += 1
  }
}
