import { once } from 'node:events'
import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { pause } from '../platform/pause'
import { ChatError } from '../shared/errors'
import { FakeChatApp } from './fake-chat-app'
import { bearerIn, redeem } from './redeem'
import { runBrowserHost, serveProfile, type BrowserHostDeps } from './run-browser-host'

let rendererDir: string
const folders: string[] = []
const running: (() => Promise<unknown>)[] = []

const temporary = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'chatapp-run-'))
  folders.push(folder)
  return folder
}

beforeAll(async () => {
  rendererDir = await temporary()
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>ChatAPP</title>')
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()))
})
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })))
})

/** Starts the host as its entry does; `ready` resolves with the ready line, `exit` with the exit code. */
async function setup(
  argv: string[] = [],
  more: Partial<BrowserHostDeps> & { dataDir?: string; app?: FakeChatApp } = {}
) {
  const dataDir = more.dataDir ?? (await temporary())
  const app = more.app ?? new FakeChatApp()
  const stop = new AbortController()
  const lines = { out: [] as string[], err: [] as string[], opened: [] as string[] }
  const ready = Promise.withResolvers<string>()
  const exit = runBrowserHost({
    argv: ['--data-dir', dataDir, ...argv],
    version: '1.0.0',
    rendererDir,
    createChatApp: async () => app,
    leadTo: (link) => link,
    openAddress: (address) => lines.opened.push(address),
    out: (line) => {
      lines.out.push(line)
      ready.resolve(line)
    },
    err: (line) => lines.err.push(line),
    stop: stop.signal,
    ...more
  })
  const end = (): Promise<number> => {
    stop.abort()
    return exit
  }
  running.push(end)
  return { dataDir, app, ...lines, ready: ready.promise, exit, end }
}

const linkIn = (line: string): string => line.replace('ChatAPP is ready: ', '')

it('prints exactly the ready line and opens its link, which signs in once', async () => {
  const { ready, out, opened } = await setup()

  const line = await ready

  expect(line).toMatch(/^ChatAPP is ready: http:\/\/127\.0\.0\.1:\d+\/launch\?token=\S+$/)
  expect(out).toEqual([line])
  expect(opened).toEqual([linkIn(line)])
  expect([(await redeem(linkIn(line))).status, (await redeem(linkIn(line))).status]).toEqual([200, 403])
})

it('opens nothing with --no-open', async () => {
  const { ready, opened } = await setup(['--no-open'])

  await ready

  expect(opened).toEqual([])
})

it('stops the app and frees the port when asked to end', async () => {
  const { ready, end, app, dataDir } = await setup()
  const link = linkIn(await ready)

  expect(await end()).toBe(0)
  expect(app.stops).toBe(1)
  await expect(redeem(link)).rejects.toThrow('fetch failed')
  await expect(stat(join(dataDir, 'profiles/default/browser-host.json'))).rejects.toThrow('ENOENT')
})

it('ends with a fresh link to the host that serves the profile already', async () => {
  const first = await setup()
  await first.ready
  const second = await setup([], { dataDir: first.dataDir })

  expect(await second.exit).toBe(0)

  const [line = ''] = second.out
  expect([...first.opened, ...second.opened]).toEqual([linkIn(await first.ready), linkIn(line)])
  expect(new URL(linkIn(line)).origin).toBe(new URL(linkIn(await first.ready)).origin)
  expect((await redeem(linkIn(line))).status).toBe(200)
})

it('lets no link of an earlier run in', async () => {
  const first = await setup()
  const old = linkIn(await first.ready)
  await first.end()

  const second = await setup([], { dataDir: first.dataDir })
  const fresh = linkIn(await second.ready)

  expect(new URL(old).origin).toBe(new URL(fresh).origin)
  expect((await redeem(old)).status).toBe(403)
})

it('gives no link to a process that cannot read its note', async () => {
  const { ready } = await setup()
  const { origin } = new URL(linkIn(await ready))
  const alive = (await (await fetch(`${origin}/alive?nonce=n`)).json()) as { proof: string }

  for (const body of ['{}', ...['', 'x', alive.proof].map((proof) => ({ nonce: 'n', proof, show: true }))]) {
    const answer = await fetch(`${origin}/link`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
    expect(answer.status).toBe(401)
  }
})

it('believes no link that its host has not proved to be its own', async () => {
  const first = await setup()
  const { origin } = new URL(linkIn(await first.ready))
  // A program that got the host's port between two requests; it can ask the host for what everybody can.
  const thief = createServer((request, response) => {
    const link = 'http://127.0.0.1:1/launch?token=a'
    const made = JSON.stringify({ ok: true, value: { link, page: link, proof: 'A'.repeat(43) } })
    const { url = '' } = request
    const asked = url.startsWith('/alive') ? fetch(origin + url).then((answer) => answer.text()) : made
    void Promise.resolve(asked).then((text) => response.end(text))
  })
  await once(thief.listen(0, '127.0.0.1'), 'listening')
  const { port } = thief.address() as AddressInfo
  const note = join(first.dataDir, 'profiles/default/browser-host.json')
  await writeFile(note, (await readFile(note, 'utf8')).replace(origin, `http://127.0.0.1:${port}`))

  const second = await setup([], { dataDir: first.dataDir })

  expect(await second.exit).toBe(1)
  expect([second.out, second.opened]).toEqual([[], []])
  expect(second.err[0]).toContain('gave no link')
  thief.close()
})

it('makes no page that leads a browser to the link where nothing can open one', async () => {
  const made: string[] = []
  const leadTo = (link: string): string => (made.push(link), link)
  const first = await setup([], { leadTo, openAddress: undefined })
  await first.ready
  const second = await setup([], { leadTo, openAddress: undefined, dataDir: first.dataDir })

  await second.exit

  expect([first.out.length, second.out.length, made]).toEqual([1, 1, []])
})

it('starts beside a note of a host that is gone or is not ours', async () => {
  const dataDir = await temporary()
  const note = join(dataDir, 'profiles/default/browser-host.json')
  await mkdir(join(dataDir, 'profiles/default'), { recursive: true })
  const other = await setup(['--profile', 'other'], { dataDir })
  const { origin } = new URL(linkIn(await other.ready))

  for (const text of ['', '{"url":3}', JSON.stringify({ pid: 1, url: origin, key: 'x'.repeat(43) })]) {
    await writeFile(note, text)
    const { ready, end } = await setup([], { dataDir })

    expect(new URL(linkIn(await ready)).origin).not.toBe(origin)
    await end()
  }
})

it.skipIf(process.platform === 'win32')('keeps the note for this user only', async () => {
  const { ready, dataDir } = await setup()
  await ready
  const note = join(dataDir, 'profiles/default/browser-host.json')

  expect((await stat(note)).mode & 0o777).toBe(0o600)
  expect((await stat(join(dataDir, 'profiles/default/browser-port.json'))).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(note, 'utf8'))).toMatchObject({ pid: process.pid })
})

it('takes the port it had before, so that an open page finds it again', async () => {
  const first = await setup()
  const { origin } = new URL(linkIn(await first.ready))
  await first.end()

  const second = await setup([], { dataDir: first.dataDir })

  expect(new URL(linkIn(await second.ready)).origin).toBe(origin)
})

it('takes a new port at every start with --port 0', async () => {
  const { dataDir, ready, end } = await setup(['--port', '0'])
  const { port } = new URL(linkIn(await ready))
  await end()

  const second = await setup(['--port', '0'], { dataDir })

  expect(new URL(linkIn(await second.ready)).port).not.toBe(port)
})

it('takes a free port when another program has its last one, and remembers that', async () => {
  const { dataDir, ready, end } = await setup()
  const { port } = new URL(linkIn(await ready))
  await end()
  const other = await setup(['--port', port])
  await other.ready

  const moved = await setup([], { dataDir })
  const { port: newPort } = new URL(linkIn(await moved.ready))

  expect(newPort).not.toBe(port)
  expect(await readFile(join(dataDir, 'profiles/default/browser-port.json'), 'utf8')).toBe(newPort)
})

it('puts --port before the port it had', async () => {
  const [first, other] = [await setup(), await setup()]
  const { port } = new URL(linkIn(await other.ready))
  await first.ready
  await Promise.all([first.end(), other.end()])

  const asked = await setup(['--port', port], { dataDir: first.dataDir })

  expect(new URL(linkIn(await asked.ready)).port).toBe(port)
})

it.each(['', '"x"', '70000', '-1'])('takes any port when the note of its last one holds %j', async (text) => {
  const dataDir = await temporary()
  await mkdir(join(dataDir, 'profiles/default'), { recursive: true })
  await writeFile(join(dataDir, 'profiles/default/browser-port.json'), text)

  const { ready } = await setup([], { dataDir })

  expect(await ready).toContain('http://127.0.0.1:')
})

it('exits 1 with one line that names the port and the option when the port is taken', async () => {
  const first = await setup()
  const { port } = new URL(linkIn(await first.ready))
  const second = await setup(['--port', port])

  expect(await second.exit).toBe(1)
  expect(second.err).toEqual([
    expect.stringMatching(new RegExp(`^ChatAPP cannot start: Port ${port} .*--port`))
  ])
  expect(second.out).toEqual([])
  expect(second.app.stops).toBe(1)
})

it('exits 1 with the reason when the core cannot start', async () => {
  const { exit, err, out } = await setup([], {
    createChatApp: async () => {
      throw ChatError.of('storage', 'The disk is full. Free some space and try again.')
    }
  })

  expect(await exit).toBe(1)
  expect(err).toEqual(['ChatAPP cannot start: The disk is full. Free some space and try again.'])
  expect(out).toEqual([])
})

it('exits 2 on bad usage, and 0 on --help, without starting anything', async () => {
  const bad = await setup(['--port', 'x'])
  const profile = await setup(['--profile', '../other'])
  const help = await setup(['--help'])

  expect([await bad.exit, await profile.exit, await help.exit]).toEqual([2, 2, 0])
  expect(profile.err).toEqual([expect.stringContaining('The profile name "../other" is not usable')])
  expect(bad.err).toHaveLength(1)
  expect(help.out[0]).toContain('--data-dir')
  expect([bad.app.stops, help.app.stops]).toEqual([0, 0])
})

it('ends once nobody has used it for as long as it was told, but not while a page is open', async () => {
  const [dataDir, app, lines] = [await temporary(), new FakeChatApp(), [] as string[]]
  const ready = Promise.withResolvers<string>()
  const served = serveProfile(
    { open: false, dataDir, idleMs: 300 },
    {
      version: '1.0.0',
      rendererDir,
      createChatApp: async () => app,
      leadTo: (link) => link,
      openAddress: undefined,
      out: ready.resolve,
      err: (line) => lines.push(line),
      stop: new AbortController().signal
    }
  )
  const link = linkIn(await ready.promise)
  const authorization = await bearerIn(await redeem(link))
  const page = new AbortController()
  await fetch(new URL('/events', link), { headers: { authorization }, signal: page.signal })
  await pause(700)
  const [stopsWhileOpen, closedAt] = [app.stops, performance.now()]

  page.abort()
  await served

  expect(stopsWhileOpen).toBe(0)
  expect(performance.now() - closedAt).toBeGreaterThanOrEqual(290)
  expect(app.stops).toBe(1)
  expect(lines[0]).toContain('--idle')
})

it('waits for the host that starts in another process, and leads to that one', async () => {
  const { dataDir, ready, exit, end } = await setup()
  await ready
  const note = join(dataDir, 'profiles/default/browser-host.json')
  const text = await readFile(note, 'utf8')
  await writeFile(note, '')
  const second = await setup([], { dataDir })

  await pause(500)
  expect([second.out, second.err]).toEqual([[], []])
  await writeFile(note, text)

  expect(await second.exit).toBe(0)
  expect(new URL(linkIn(await second.ready)).origin).toBe(new URL(linkIn(await ready)).origin)
  await end()
  expect(await exit).toBe(0)
})
