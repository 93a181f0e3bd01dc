import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackage, extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const builder = join(createRequire(import.meta.url).resolve('electron-builder/package.json'), '../cli.js')

let folder: string
let app: string

/** What electron-builder touches of an Electron: the folder's shape, and the fuses in the executable. */
async function makeElectron(path: string): Promise<void> {
  await mkdir(join(path, 'resources'), { recursive: true })
  await mkdir(join(path, 'empty'))
  await createPackage(join(path, 'empty'), join(path, 'resources', 'default_app.asar'))
  // The sentence before the fuses, their version and count, and how Electron 45 ships them.
  const fuses = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101100011')
  ])
  await writeFile(join(path, 'electron'), Buffer.concat([Buffer.alloc(1000), fuses, Buffer.alloc(1000)]))
  await chmod(join(path, 'electron'), 0o755)
  await writeFile(join(path, 'LICENSE'), '')
  await writeFile(join(path, 'LICENSES.chromium.html'), '')
}

// Packing for Linux from Linux needs no download when an Electron is given.
describe.skipIf(process.platform !== 'linux')('the packed app', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chatapp-packed-'))
    await makeElectron(join(folder, 'electron'))
    const given = [
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'dist')}`
    ]
    const args = [builder, '--linux', '--x64', '--dir', '--publish', 'never', ...given]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`electron-builder failed: ${stderr}`)
    app = join(folder, 'dist', 'linux-unpacked')
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  it('holds the build and package.json, and nothing of node_modules', () => {
    const files = listPackage(join(app, 'resources', 'app.asar'), { isPack: false })

    expect(files.filter((file) => !file.startsWith('/out'))).toEqual(['/package.json'])
    expect(files).toEqual(
      expect.arrayContaining([
        '/out/main/start.js',
        '/out/main/index.js',
        '/out/main/cli-thread.js',
        '/out/main/local-backend.cjs',
        '/out/main/function-worker.cjs',
        '/out/main/lambda-worker.cjs',
        '/out/lambda/index.js',
        '/out/preload/index.cjs',
        '/out/renderer/index.html'
      ])
    )
  })

  it('has the licences of what it holds beside it, for a person to read', () => {
    expect(readFileSync(join(app, 'resources', 'licences.txt'), 'utf8')).toMatch(/\nzod \d+\.\d+\.\d+: MIT\n/)
  })

  it('starts at the built entry', () => {
    const manifest = extractFile(join(app, 'resources', 'app.asar'), 'package.json').toString()

    expect(JSON.parse(manifest)).toMatchObject({ name: 'chatapp', main: 'out/main/start.js', type: 'module' })
  })

  it('has its fuses set, so that it runs nothing but itself', async () => {
    const wire = await getCurrentFuseWire(join(app, 'chatapp'))

    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE)
    // No cookie is set, and its key would be asked of the keyring at every start.
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.DISABLE)
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE)
  })
})
