import type { Tabs } from '../host/shared-events'

/** The tabs of one browser, apart from those of every other test. `close` closes the one that leads. */
export function someTabs() {
  const name = `tabs ${crypto.randomUUID()}`
  const leaders: (() => void)[] = []
  return {
    open: (): Tabs => ({
      channel: new BroadcastChannel(name),
      lead: (work) =>
        void navigator.locks.request(name, async () => {
          const { promise, resolve } = Promise.withResolvers<void>()
          leaders.push(resolve)
          await Promise.race([work(), promise])
        })
    }),
    close: (): void => leaders.shift()?.()
  }
}
