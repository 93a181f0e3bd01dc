import type { EventName, EventPayload } from '../../shared/contract'

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

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        ;(listener as Listener<N>)(payload)
      } catch (error) {
        this.onListenerError(error)
      }
    }
  }
}
