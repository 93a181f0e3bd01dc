import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { listPackage } from '@electron/asar'
import { chromium, expect, test as base } from '@playwright/test'
import { asUser, newFolder, run, runAsUser, send, shoot, switches } from './electron-app'
import { pack } from './pack'

interface PackageFixtures {
  dataDir: string
}

/** The packages are built once and serve every test. */
const test = base.extend<PackageFixtures, { packages: string }>({
  packages: [
    async ({}, provide) => {
      const folder = newFolder()
      await pack(folder, ['dir', 'deb', 'tar.gz'])
      await provide(folder)
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  dataDir: async ({}, provide) => {
    const folder = newFolder()
    await provide(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

test.skip(process.platform !== 'linux' || process.arch !== 'x64', 'these are packages of Linux on x64')

const fileIn = (folder: string, end: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith(end)) ?? `nothing ends with ${end}`)

/** Everything below a folder, sorted. */
const namesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()

/** The window of a packed program: Playwright's way into Electron is shut there by a fuse, Chromium's own is not. */
async function openWindow(program: string, dataDir: string) {
  const args = [...switches, '--remote-debugging-port=0', '--data-dir', dataDir]
  const child = spawn(...asUser(program, args), { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)))
  const address = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const match = /DevTools listening on (ws:\S+)/.exec(line)
      if (match?.[1]) found(match[1])
    })
    child.once('exit', (code) => failed(new Error(`It ended with ${code}`)))
  })
  const browser = await chromium.connectOverCDP(address, { noDefaults: true })
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (!page) throw new Error('There is no window')
  return { page, quit: async () => (child.kill('SIGTERM'), await ended) }
}

test('a packed app has what it runs and nothing else', ({ packages }) => {
  const app = join(packages, 'linux-unpacked')
  const files = listPackage(join(app, 'resources', 'app.asar'), { isPack: false })
  // The SQLite in node_modules is packed for the older Electron of the tests only.
  const own = files.filter((file) => /\.\w+$/.test(file) && !file.startsWith('/node_modules'))
  const kinds = new Set(own.map((file) => file.replace(/^(\/out\/\w+)?.*(\.\w+)$/, '$1 $2')))

  expect([...kinds].toSorted()).toEqual([
    ' .json',
    '/out/backend .template',
    '/out/lambda .js',
    '/out/lambda .json',
    '/out/main .cjs',
    '/out/main .js',
    '/out/preload .cjs',
    '/out/renderer .css',
    '/out/renderer .html',
    '/out/renderer .js',
    '/out/renderer .svg'
  ])
})

test('the packed app is a command line that knows its words, without a display', async ({
  packages,
  dataDir
}) => {
  const program = join(packages, 'linux-unpacked', 'chatapp')
  const chatapp = (words: string[], input = '') =>
    runAsUser(program, [...switches, ...words], { input, env: { DISPLAY: '', CHATAPP_HOME: dataDir } })

  const sent = await chatapp(['send', '--json', '-'], 'one\ntwo\n')

  const lines = sent.out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { text: 'one', status: 'answered' },
    { text: 'two', status: 'answered' }
  ])
  expect(sent.code).toBe(0)
  expect(await chatapp(['history'])).toMatchObject({ code: 0, out: expect.stringContaining('two') })
  expect(await chatapp(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/)
  })
  expect(await chatapp(['nonsense'])).toMatchObject({ code: 2, out: '' })
})

test('the packed command line finishes at Ctrl+C, and what it served is over', async ({
  packages,
  dataDir
}) => {
  const program = join(packages, 'linux-unpacked', 'chatapp')
  const start = (...words: string[]) =>
    spawn(...asUser(program, [...switches, ...words]), {
      env: { ...process.env, DISPLAY: '', CHATAPP_HOME: dataDir }
    })
  const endOf = (child: ReturnType<typeof start>) =>
    new Promise((done) => child.once('close', (code, signal) => done(signal ?? code)))
  const firstLine = (child: ReturnType<typeof start>) =>
    new Promise<string>((found) => createInterface({ input: child.stdout }).once('line', found))

  const sending = start('send', '--json', '-')
  sending.stdin.write('one\n')
  const answer = await firstLine(sending)
  sending.kill('SIGINT')

  expect(await endOf(sending)).toBe(130)
  expect(JSON.parse(answer)).toMatchObject({ text: 'one', status: 'answered' })

  const serving = start('serve', '--json')
  await firstLine(serving)
  const note = join(dataDir, 'profiles', 'default', 'browser-host.json')
  expect(existsSync(note)).toBe(true)
  serving.kill('SIGINT')

  expect(await endOf(serving)).toBe(0)
  expect(existsSync(note)).toBe(false)
})

test('the archive unpacks to the app', async ({ packages }) => {
  const { code, out } = await run('tar', ['tzf', fileIn(packages, '.tar.gz')])

  expect(code).toBe(0)
  expect(out).toMatch(/\/chatapp$/m)
  expect(out).toMatch(/\/resources\/app\.asar$/m)
})

test('the deb is installed, answers in its window and at its command, and is removed but for the data', async ({
  packages,
  dataDir
}) => {
  test.skip(process.getuid?.() !== 0, 'dpkg installs as root only')
  const root = newFolder()
  mkdirSync(join(root, 'var/lib/dpkg/updates'), { recursive: true })
  mkdirSync(join(root, 'var/lib/dpkg/info'))
  writeFileSync(join(root, 'var/lib/dpkg/status'), '')
  // The scripts get DPKG_ROOT instead of a chroot, in which they would have no shell.
  // What dpkg itself runs is not everywhere on the path that a shell without a login has.
  const env = { PATH: `${process.env['PATH']}:/usr/local/sbin:/usr/sbin:/sbin` }
  const dpkg = (...args: string[]) =>
    run('dpkg', [`--root=${root}`, '--force-script-chrootless', '--force-depends', ...args], { env })

  expect(await dpkg('--install', fileIn(packages, '.deb'))).toMatchObject({ code: 0 })
  expect(readlinkSync(join(root, 'usr/bin/chatapp'))).toBe('/opt/ChatAPP/chatapp')
  expect(namesIn(join(root, 'usr/share'))).toEqual(
    expect.arrayContaining(['applications/chatapp.desktop', 'icons/hicolor/512x512/apps/chatapp.png'])
  )
  const program = join(root, 'opt/ChatAPP/chatapp')
  expect(statSync(program).uid).toBe(0)
  const window = await openWindow(program, dataDir)
  await send(window.page, 'hello from the package')
  const words = ['send', '--json', 'and from its command', '--data-dir', dataDir]
  const sent = await runAsUser(program, [...switches, ...words])
  expect(JSON.parse(sent.out)).toMatchObject({ status: 'answered' })
  await expect(window.page.getByRole('log')).toContainText('and from its command')
  await shoot('6-installed')
  expect(await window.quit()).toBe(0)

  expect(await dpkg('--purge', 'chatapp')).toMatchObject({ code: 0 })

  const left = namesIn(root).filter(
    (name) => !name.startsWith('var') && !statSync(join(root, name)).isDirectory()
  )
  expect(left).toEqual([])
  expect(existsSync(join(root, 'opt/ChatAPP'))).toBe(false)
  expect(namesIn(dataDir).some((name) => name.endsWith('.sqlite') || name.endsWith('.db'))).toBe(true)
  rmSync(root, { recursive: true })
})
