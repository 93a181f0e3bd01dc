import { afterEach, expect, it } from 'vitest'
import { createPageSession } from './page-session'

const channels: BroadcastChannel[] = []
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close()
})

/** Tabs of one browser, which is asked at a host that knows some tokens. */
function aBrowser(tokens: Record<string, string> = {}) {
  const name = crypto.randomUUID()
  const asked: string[] = []
  const openTab = (path: string, kept: Record<string, string> = {}) => {
    const stored = new Map(Object.entries(kept))
    const addresses: string[] = []
    const session = createPageSession({
      fetch: async (_url, init) => {
        const { token } = JSON.parse(init?.body as string) as { token: string }
        asked.push(token)
        const bought = tokens[token]
        delete tokens[token]
        return bought === undefined
          ? Response.json({ ok: false }, { status: 403 })
          : Response.json({ ok: true, value: { session: bought } })
      },
      storage: () => ({
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key)
      }),
      channel: () => {
        const channel = new BroadcastChannel(name)
        channels.push(channel)
        return channel
      },
      location: new URL(path, 'http://127.0.0.1:1'),
      cleanAddress: () => addresses.push('/')
    })
    return { session, stored, addresses }
  }
  return { openTab, asked }
}

it('buys a session with the token of the link, keeps it for a reload and takes the token out of the address', async () => {
  const { openTab } = aBrowser({ token: 'secret' })

  const { session, stored, addresses } = openTab('/launch?token=token')

  expect(await session.current()).toBe('secret')
  expect([...stored.values()]).toEqual(['secret'])
  expect(addresses).toEqual(['/'])
})

it('goes on after a reload without asking anybody', async () => {
  const { openTab, asked } = aBrowser()

  const { session } = openTab('/', { 'chatapp.session': 'kept' })

  expect(await session.current()).toBe('kept')
  expect(asked).toEqual([])
})

it('borrows the session of another tab of this origin, also when the link was used already', async () => {
  const { openTab } = aBrowser({ token: 'secret' })
  await openTab('/launch?token=token').session.current()

  const [typed, clickedTwice] = [openTab('/'), openTab('/launch?token=token')]

  expect(await typed.session.current()).toBe('secret')
  expect(await clickedTwice.session.current()).toBe('secret')
})

it('has no session where no tab lends one', async () => {
  const { openTab } = aBrowser()

  expect(await openTab('/').session.current()).toBeNull()
})

it('forgets a session that the host refused, and takes the fresh one that another tab bought', async () => {
  const { openTab } = aBrowser({ token: 'fresh' })
  const old = openTab('/', { 'chatapp.session': 'ended' })
  await old.session.current()

  old.session.refused('ended')

  expect(await old.session.current()).toBeNull()
  expect([...old.stored]).toEqual([])
  await openTab('/launch?token=token').session.current()
  await expect.poll(() => old.session.current()).toBe('fresh')
})

it('keeps a newer session when an older one is refused late', async () => {
  const { openTab } = aBrowser()
  const { session } = openTab('/', { 'chatapp.session': 'newer' })
  await session.current()

  session.refused('older')

  expect(await session.current()).toBe('newer')
})

it('works for one load where the browser’s storage is off', async () => {
  const session = createPageSession({
    fetch: async () => Response.json({ ok: true, value: { session: 'secret' } }),
    storage: () => {
      throw new DOMException('The storage is off.', 'SecurityError')
    },
    channel: () => {
      const channel = new BroadcastChannel(crypto.randomUUID())
      channels.push(channel)
      return channel
    },
    location: new URL('http://127.0.0.1:1/launch?token=token'),
    cleanAddress: () => {}
  })

  expect(await session.current()).toBe('secret')
})
