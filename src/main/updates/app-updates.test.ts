import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AppImageUpdater } from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import type { UpdateState } from '../../shared/contract'
import { errorText } from '../../shared/errors'
import { AppUpdates } from './app-updates'
import { createInstaller } from './electron-installer'
import { aFeedServer } from './test-feed'

const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const { NodeHttpExecutor } = requireFrom('builder-util') as {
  NodeHttpExecutor: { prototype: Pick<ElectronHttpExecutor, 'createRequest'> }
}
/** electron-updater's own way to fetch a file, over Node's connections in place of Electron's. */
class NodeExecutor extends ElectronHttpExecutor {
  override createRequest = NodeHttpExecutor.prototype.createRequest
}
afterEach(() => vi.unstubAllEnvs())

/** An installed AppImage of version 1.0.0 whose updates come from a real server, through the real electron-updater. */
async function setup({ version = '1.0.0' } = {}) {
  const feed = await aFeedServer()
  const folder = temporaryFolder()
  const appImage = join(folder, 'ChatAPP.AppImage')
  writeFileSync(appImage, 'the version that runs')
  vi.stubEnv('APPIMAGE', appImage)
  writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: chatapp-updater\n')
  const updater = new AppImageUpdater(null, {
    version,
    name: 'ChatAPP',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: join(folder, 'cache'),
    whenReady: async () => {},
    relaunch: () => {},
    quit: () => {},
    onQuit: () => {}
  })
  Object.assign(updater, { httpExecutor: new NodeExecutor() })
  const exits: string[] = []
  const installer = createInstaller({
    place: feed.place,
    fetch,
    exit: () => exits.push('exit'),
    updater,
    system: { platform: 'linux', arch: 'x64' }
  })
  const failures: unknown[] = []
  const updates = new AppUpdates({
    none: null,
    version,
    file: join(folder, 'updates.json'),
    installer: async () => installer,
    restart: async (install) => install((error) => failures.push(error)),
    now: () => 7
  })
  const states: UpdateState[] = []
  updates.onChange(({ state }) => states.push(state))
  return { ...feed, folder, appImage, updates, states, exits, failures, installer }
}

const failed = (message: string) => ({ kind: 'failed', error: expect.objectContaining({ message }) })

// electron-updater's part for AppImages works on Linux.
describe.skipIf(process.platform !== 'linux')('updates of an AppImage', () => {
  it('finds a newer version, fetches it, and says what is new in it', async () => {
    const { updates, states, publish } = await setup()
    publish({ version: '1.1.0', more: 'releaseNotes: |\n  Faster.\n' })

    await updates.check()

    expect(states.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['checking', 'downloading', 'ready'])
    )
    expect(updates.get().state).toEqual({ kind: 'ready', version: '1.1.0', notes: 'Faster.\n' })
  })

  it('puts the newer version in place of the old one and starts it, and only then ends', async () => {
    const { updates, publish, folder, appImage, exits, failures } = await setup()
    const started = join(folder, 'started')
    publish({ version: '1.1.0', file: `#!/bin/sh\ntouch ${started}\n` })
    await updates.check()

    updates.restart()

    await vi.waitUntil(() => existsSync(started))
    expect(readFileSync(appImage, 'utf8')).toContain('touch')
    expect({ exits, failures }).toEqual({ exits: ['exit'], failures: [] })
    expect(updates.get().state).toEqual({ kind: 'restarting', version: '1.1.0' })
  })

  it('takes nothing that is as old as what runs, or older, signed or not', async () => {
    const { updates, publish, asked, appImage } = await setup({ version: '1.1.0' })
    const kinds: string[] = []
    for (const version of ['1.1.0', '1.0.9', '0.9.0', '1.1.0-beta.9']) {
      publish({ version })
      await updates.check()
      kinds.push(updates.get().state.kind)
    }

    expect(kinds).toEqual(['idle', 'idle', 'idle', 'failed'])
    expect(asked.filter(({ path }) => path.endsWith('.AppImage'))).toEqual([])
    expect(readFileSync(appImage, 'utf8')).toBe('the version that runs')
  })

  it('fetches no file for a feed that somebody else signed', async () => {
    const { updates, publish, asked } = await setup()
    publish({ version: '1.1.0', key: generateKeyPairSync('ed25519').privateKey })

    await updates.check()

    expect(updates.get().state).toEqual(failed(errorText('update.unsigned')))
    expect(asked.map(({ path }) => path).toSorted()).toEqual(['latest-linux.yml', 'latest-linux.yml.sig'])
  })

  it.each(['truncated', 'changed'])('throws a %s file away, and takes the right one later', async (how) => {
    const { updates, publish, files } = await setup()
    publish({ version: '1.1.0' })
    const name = 'ChatAPP-1.1.0-linux-x64.AppImage'
    const whole = files.get(name) ?? Buffer.alloc(0)
    files.set(name, how === 'truncated' ? whole.subarray(0, -1) : Buffer.from('another program'))

    await updates.check()

    expect(updates.get().state).toEqual(failed(errorText('update.file_damaged', { version: '1.1.0' })))
    files.set(name, whole)
    await updates.check()
    expect(updates.get().state).toMatchObject({ kind: 'ready' })
  })

  it('loses nothing when the server goes while the file comes, and says so', async () => {
    const { updates, publish, files, server, appImage } = await setup()
    publish({ version: '1.1.0' })
    files.delete('ChatAPP-1.1.0-linux-x64.AppImage')

    await updates.check()
    expect(updates.get().state).toEqual(failed(errorText('update.unreachable')))
    server.closeAllConnections()
    server.close()
    await updates.check()

    expect(updates.get().state).toEqual(failed(errorText('update.unreachable')))
    expect(readFileSync(appImage, 'utf8')).toBe('the version that runs')
  })

  it('says why a version could not be put in place', async () => {
    const { updates, publish, appImage, folder, exits, failures } = await setup()
    publish({ version: '1.1.0' })
    await updates.check()
    vi.stubEnv('APPIMAGE', join(folder, 'moved', 'away.AppImage'))

    updates.restart()

    await vi.waitUntil(() => failures.length > 0)
    expect(exits).toEqual([])
    expect(readFileSync(appImage, 'utf8')).toBe('the version that runs')
  })

  it('tells the server nothing that would know this user again', async () => {
    const { updates, publish, asked } = await setup()
    publish({ version: '1.1.0' })

    await updates.check()

    expect(asked.map(({ path }) => path)).toHaveLength(3)
    for (const { headers } of asked) expect(Object.keys(headers).join(' ')).not.toMatch(/staging|cookie|x-/)
  })

  it('follows the beta channel when that is chosen, and keeps the choice', async () => {
    const { updates, publish, folder, states } = await setup()
    publish({ version: '1.1.0' })
    publish({ version: '1.2.0-beta.1', name: 'beta-linux.yml' })
    await updates.check()

    updates.choose({ channel: 'beta' })
    await updates.check()

    await vi.waitUntil(() => states.at(-1)?.kind === 'ready')
    expect(states.at(-1)).toMatchObject({ version: '1.2.0-beta.1' })
    expect(JSON.parse(readFileSync(join(folder, 'updates.json'), 'utf8'))).toEqual({
      channel: 'beta',
      automatic: true
    })
  })
})

const still = {
  none: null,
  version: '1.0.0',
  restart: async () => {},
  now: () => 7
}

it('has no newer version to start before one is there', () => {
  const updates = new AppUpdates({
    ...still,
    file: join(temporaryFolder(), 'updates.json'),
    installer: async () => Promise.reject(new Error('not asked for'))
  })

  expect(() => updates.restart()).toThrow(errorText('update.none_ready'))
})

it('drops what an overtaken look finds when the channel is changed meanwhile', async () => {
  const fetching = Promise.withResolvers<void>()
  const asked: string[] = []
  const updates = new AppUpdates({
    ...still,
    file: join(temporaryFolder(), 'updates.json'),
    installer: async () => ({
      find: async (channel) => (asked.push(channel), channel === 'beta' ? { version: '2', notes: '' } : null),
      fetch: () => fetching.promise,
      cancel: () => fetching.reject(new Error('cancelled')),
      install: () => {}
    })
  })
  updates.choose({ channel: 'beta' })
  await vi.waitUntil(() => updates.get().state.kind === 'downloading')

  updates.choose({ channel: 'stable' })
  await updates.check()

  expect(updates.get().state).toEqual({ kind: 'idle', checkedAt: 7 })
  expect(asked).toEqual(['beta', 'stable'])
})

it('looks by itself after the start and four times a day, while that is chosen, and asks nobody where there is no feed', async () => {
  vi.useFakeTimers()
  try {
    let looks = 0
    const deps = {
      ...still,
      file: join(temporaryFolder(), 'updates.json'),
      installer: async () => ({
        find: async () => ((looks += 1), null),
        fetch: async () => {},
        cancel: () => {},
        install: () => {}
      })
    }
    const updates = new AppUpdates(deps)
    const stop = updates.watch()
    new AppUpdates({ ...deps, none: 'no-feed' }).watch()

    await vi.advanceTimersByTimeAsync(24 * 3_600_000 - 1)
    expect(looks).toBe(4)
    updates.choose({ automatic: false })
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    expect(looks).toBe(4)
    stop()
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

it('goes on with the choices it has when they cannot be read, and a version still tried begins on beta', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'updates.json')
  writeFileSync(file, '{"channel":')
  const deps = { ...still, file, installer: async () => Promise.reject(new Error('not asked for')) }

  expect(new AppUpdates(deps).get().choices).toEqual({ channel: 'stable', automatic: true })
  expect(new AppUpdates({ ...deps, version: '1.1.0-beta.2' }).get().choices.channel).toBe('beta')
})

it('keeps its choice, and says so, when the disk does not take another', () => {
  const file = join(temporaryFolder(), 'a-file')
  writeFileSync(file, '')
  const updates = new AppUpdates({
    ...still,
    file: join(file, 'updates.json'),
    installer: async () => Promise.reject(new Error('not asked for'))
  })

  expect(() => updates.choose({ channel: 'beta' })).toThrow('ENOTDIR')
  expect(updates.get().choices.channel).toBe('stable')
})
