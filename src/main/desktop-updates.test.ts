import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { desktopUpdates } from './desktop-updates'
import { updatesHere, type Installation } from './updates/updates-here'

afterEach(() => vi.unstubAllEnvs())

const publicKey = generateKeyPairSync('ed25519')
  .publicKey.export({ format: 'der', type: 'spki' })
  .toString('base64')
const feed = { url: 'https://updates.example.org/', publicKey }

/** A packed app's folder, with what its package says of updates. */
function anApp(updates: unknown = feed): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'chatapp', updates }))
  return folder
}

async function aReadyUpdate(outcome: 'works' | 'fails' = 'works') {
  const journal: string[] = []
  const stopped = Promise.withResolvers<void>()
  vi.stubEnv('APPIMAGE', '/apps/ChatAPP.AppImage')
  const appPath = anApp()
  const { updates, isRestarting } = desktopUpdates({
    electronApp: {
      isPackaged: true,
      getAppPath: () => appPath,
      getVersion: () => '1.0.0',
      relaunch: () => journal.push('relaunch'),
      exit: (code) => void journal.push(`exit ${code}`)
    },
    installer: async () => ({
      find: async () => ({ version: '1.1.0', notes: '' }),
      fetch: async () => {},
      cancel: () => {},
      install: (failed) => {
        journal.push('installed')
        if (outcome === 'fails') failed(new Error('no room'))
      }
    }),
    showError: (_, text) => journal.push(text),
    file: join(appPath, 'updates.json'),
    stop: () => (journal.push('stop'), stopped.promise)
  })
  await updates.check()
  return { updates, isRestarting, journal, stopped }
}

it.runIf(process.platform === 'linux')('restarts only when what is being sent has ended', async () => {
  const { updates, isRestarting, journal, stopped } = await aReadyUpdate()

  updates.restart()
  await new Promise(setImmediate)
  expect({ journal: [...journal], restarting: isRestarting() }).toEqual({
    journal: ['stop'],
    restarting: false
  })
  stopped.resolve()
  await vi.waitUntil(() => journal.length > 1)

  expect(journal).toEqual(['stop', 'installed'])
  expect(isRestarting()).toBe(true)
})

it.runIf(process.platform === 'linux')(
  'says so and goes on with the version that is there when the newer one cannot be put in place',
  async () => {
    const { updates, journal, stopped } = await aReadyUpdate('fails')

    updates.restart()
    stopped.resolve()
    await vi.waitUntil(() => journal.includes('exit 1'))

    expect(journal).toEqual([
      'stop',
      'installed',
      expect.stringContaining('Version 1.1.0 could not be put in place (no room). ChatAPP goes on'),
      'relaunch',
      'exit 1'
    ])
  }
)

const installation = (fields: Partial<Installation> = {}): Installation => ({
  isPackaged: true,
  appPath: anApp(),
  resourcesPath: temporaryFolder(),
  execPath: join(temporaryFolder(), 'ChatAPP.exe'),
  platform: 'linux',
  env: {},
  ...fields
})

it('updates an AppImage, a Windows installation and a macOS app, from the feed that the package names', () => {
  const windows = installation({ platform: 'win32' })
  writeFileSync(join(windows.execPath, '..', 'Uninstall ChatAPP.exe'), '')

  expect(updatesHere(installation({ env: { APPIMAGE: '/apps/ChatAPP.AppImage' } }))).toEqual({ place: feed })
  expect(updatesHere(installation({ platform: 'darwin' }))).toEqual({ place: feed })
  expect(updatesHere(windows)).toEqual({ place: feed })
})

it('leaves deb and rpm to the package manager, archives and checkouts to their user', () => {
  const deb = installation()
  writeFileSync(join(deb.resourcesPath, 'package-type'), 'deb')

  expect(updatesHere(deb)).toEqual({ none: 'packages' })
  expect(updatesHere(installation())).toEqual({ none: 'archive' })
  expect(updatesHere(installation({ platform: 'win32' }))).toEqual({ none: 'archive' })
  expect(updatesHere(installation({ isPackaged: false }))).toEqual({ none: 'source' })
})

it('has no feed where the package names none, or one without a key', () => {
  const env = { APPIMAGE: '/apps/ChatAPP.AppImage' }

  expect(updatesHere(installation({ env, appPath: anApp(null) }))).toEqual({ none: 'no-feed' })
  expect(updatesHere(installation({ env, appPath: anApp({ url: feed.url }) }))).toEqual({ none: 'no-feed' })
  const gone = join(temporaryFolder(), 'app')
  mkdirSync(gone)
  expect(updatesHere(installation({ env, appPath: gone }))).toEqual({ none: 'no-feed' })
})
