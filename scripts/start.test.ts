import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatapp-start-'))
})
afterEach(() => rm(folder, { recursive: true, maxRetries: 5 }))

/** Runs `npm start`'s script with a made-up Electron, a shell script; `ready` resolves with the first line. */
async function setup(electron: string, ...argv: string[]) {
  const file = join(folder, 'electron')
  await writeFile(file, `#!/bin/sh\n${electron}\n`)
  await chmod(file, 0o755)
  const child = spawn(
    process.execPath,
    [resolve('scripts/start.mjs'), '--data-dir', join(folder, 'data'), ...argv],
    {
      env: { ...process.env, CI: '', DISPLAY: ':none', PATH: folder, ELECTRON_OVERRIDE_DIST_PATH: folder },
      stdio: ['ignore', 'pipe', 'pipe']
    }
  )
  const text = { out: '', err: '' }
  const ready = Promise.withResolvers<void>()
  child.stdout.on('data', (data: Buffer) => {
    text.out += data.toString()
    if (text.out.includes('\n')) ready.resolve()
  })
  child.stderr.on('data', (data: Buffer) => (text.err += data.toString()))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { child, text, ready: ready.promise, exit }
}

describe.skipIf(process.platform === 'win32')('npm start with an Electron', () => {
  it('passes options to the window, and its ready line and exit code on', async () => {
    const { text, exit } = await setup(
      'echo "ChatAPP is ready: app://chatapp/ $@"; exit 3',
      '--profile',
      'work'
    )

    expect(await exit).toBe(3)
    expect(text.out).toMatch(/^ChatAPP is ready: app:\/\/chatapp\/ \S+ --data-dir \S+ --profile work\n$/)
  })

  it('gives the window one signal, however often Ctrl+C arrives, and waits for it', async () => {
    const slow =
      'trap "echo asked; n=0" TERM; echo "ChatAPP is ready: x"; until [ "$n" = 6 ]; do /bin/sleep 0.05; n=${n:+$((n + 1))}; done'
    const { child, text, ready, exit } = await setup(slow)
    await ready

    child.stdout.on('data', () => child.kill('SIGTERM'))
    child.kill('SIGTERM')

    expect(await exit).toBe(0)
    expect(text.out).toBe('ChatAPP is ready: x\nasked\n')
  })

  it('opens in the browser, and says why, when the window dies before it is ready', async () => {
    const { child, text, ready, exit } = await setup('kill -ABRT $$')
    await ready

    expect(text.err).toContain('because the window could not be opened (it ended with SIGABRT).')
    expect(text.out).toMatch(/^ChatAPP is ready: http:\/\/127\.0\.0\.1:\d+\/launch\?token=\S+\n$/)
    child.kill('SIGINT')
    expect(await exit).toBe(0)
  })

  it('does not try the browser when the app itself has said why it cannot start', async () => {
    const { text, exit } = await setup('echo "ChatAPP cannot start: no" >&2; exit 1')

    expect(await exit).toBe(1)
    expect(text).toEqual({ out: '', err: expect.stringContaining('ChatAPP cannot start: no\n') })
  })
})
