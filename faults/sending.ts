import { setTimeout as pause } from 'node:timers/promises'
import type { Home, Host } from './home'
import type { Acknowledged } from './verdict'

/** Texts that no other run uses, so that a reply in the wrong place is seen. */
export const texts = (name: string, count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `/echo ${name} ${from + index}`)

/**
 * Sends texts a few at a time with random breaks, over `spreadMs` in all; ends early when the host does.
 *
 * Resolves to what the host acknowledged.
 */
export async function sendAll(host: Host, all: readonly string[], spreadMs: number): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  const left = [...all]
  const breaks = Math.max(1, Math.ceil(left.length / 5))
  while (left.length > 0) {
    const sent = await Promise.allSettled(left.splice(0, 5).map((text) => host.send(text)))
    for (const one of sent) if (one.status === 'fulfilled') acknowledged.push(one.value)
    if (sent.some(({ status }) => status === 'rejected')) break
    await pause((Math.random() * 2 * spreadMs) / breaks)
  }
  return acknowledged
}

/** Waits until everything is settled and nothing more can arrive: then each late copy has had its chance too. */
export async function quiet(home: Home, host: Host, withinMs: number): Promise<void> {
  await home.settled(withinMs)
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    // A backend that is just starting again has no answer yet.
    const queues = await host.call('queues.list', undefined).catch(() => null)
    const busy = queues?.filter(
      ({ role, visible, inFlight, delayed }) => role !== 'dead-letter' && visible + inFlight + delayed > 0
    )
    if (busy?.length === 0) return
    await pause(200)
  }
}
