import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  downloadElectron,
  executableIn,
  findElectron,
  recentFailure,
  rememberFailure
} from './electron-binary.mjs'

const DAY_MS = 24 * 60 * 60 * 1000
let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chatapp-electron-'))
  await put('package.json', '{"version":"45.4.1"}')
})
afterEach(() => rm(root, { recursive: true }))

async function put(name: string, text: string): Promise<string> {
  const path = join(root, 'node_modules', 'electron', name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

it.each(['linux', 'darwin', 'win32'] as const)('finds a complete Electron on %s', async (platform) => {
  const executable = await put(join('dist', executableIn(platform)), '')
  await put('dist/version', 'v45.4.1\n')
  await put('path.txt', executableIn(platform))

  expect(findElectron(root, {}, platform)).toBe(executable)
})

it('does not take one that is missing, of another version or cut off in the download', async () => {
  expect(findElectron(root, {}, 'linux')).toBeNull()
  await put('dist/electron', '')
  await put('dist/version', '45.4.1')
  expect(findElectron(root, {}, 'linux')).toBeNull()
  await put('path.txt', 'electron')
  await put('dist/version', '44.0.0')
  expect(findElectron(root, {}, 'linux')).toBeNull()
})

it('takes the folder that ELECTRON_OVERRIDE_DIST_PATH names', async () => {
  const folder = dirname(await put('mine/electron', ''))

  expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: folder }, 'linux')).toBe(join(folder, 'electron'))
  expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'no') }, 'linux')).toBeNull()
})

it('remembers a failed download for a day, for that version only', async () => {
  expect(recentFailure(root, 0)).toBeNull()
  rememberFailure(root, 'no network', 1000)

  expect(recentFailure(root, 1000 + DAY_MS - 1)).toBe('no network')
  expect(recentFailure(root, 1000 + DAY_MS)).toBeNull()
  await put('package.json', '{"version":"46.0.0"}')
  expect(recentFailure(root, 1001)).toBeNull()
})

it('gives up a download that stalls, and says so', async () => {
  await put('install.js', 'setInterval(() => {}, 1000)')

  expect(await downloadElectron(root, 300)).toBe('the download took longer than 0.3 s')
})

it('reports a download that fails, and forgets an earlier failure after one that works', async () => {
  rememberFailure(root, 'no network', Date.now())
  await put('install.js', 'process.exit(1)')
  expect(await downloadElectron(root, 10_000)).toContain('cannot be reached')
  expect(recentFailure(root, Date.now())).toBe('no network')

  await put('install.js', '')
  expect(await downloadElectron(root, 10_000)).toBeNull()
  expect(recentFailure(root, Date.now())).toBeNull()
})
