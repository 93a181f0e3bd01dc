import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { Configuration, DebOptions } from 'electron-builder'
import { packingTools } from '../../scripts/packing/tools.mjs'
import { run, setting } from './electron-app'

const root = resolve(import.meta.dirname, '..', '..')

/** electron-builder's own reader of its configuration, which its package does not export. */
interface ConfigModule {
  getConfig: (projectDir: string, file: string, override: null) => Promise<Configuration>
}
const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const { getConfig } = requireFrom('app-builder-lib/out/util/config/config') as ConfigModule

/**
 * Packs the app under test with the Electron under test, as electron-builder.yml says, into `output`.
 *
 * Only what an older Electron makes necessary is different: its SQLite is packed along, and a fuse is left out that it
 * does not have.
 */
export async function pack(output: string, targets: readonly string[]): Promise<void> {
  const configuration = await getConfig(root, 'electron-builder.yml', null)
  const isOld = setting.app !== root
  const { grantFileProtocolExtraPrivileges: _, ...oldFuses } = configuration.electronFuses ?? {}
  const here = {
    ...configuration,
    // Small matters less here than soon.
    compression: 'store',
    electronDist: setting.dist,
    electronVersion: readFileSync(join(setting.dist, 'version'), 'utf8').trim().replace(/^v/, ''),
    directories: { output, buildResources: join(root, 'resources') },
    linux: { ...configuration.linux, icon: join(root, 'resources', 'icons') },
    deb: { ...inRoot(configuration.deb), compression: 'gz' },
    rpm: inRoot(configuration.rpm),
    ...(isOld && {
      electronFuses: oldFuses,
      files: ['out/**', 'package.json', 'node_modules/**'],
      asarUnpack: ['**/*.node']
    })
  }
  const file = join(output, 'configuration.json')
  writeFileSync(file, JSON.stringify(here))
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const args = [
    '--projectDir',
    setting.app,
    '--config',
    file,
    '--publish',
    'never',
    '--linux',
    ...targets,
    '--x64'
  ]
  const packed = await run(process.execPath, [builder, ...args], {
    env: { ...packingTools(), DPKG_DEB_COMPRESSOR_LEVEL: '1' }
  })
  if (packed.code !== 0) throw new Error(`electron-builder failed: ${packed.out}${packed.err}`)
}

/** The scripts of a package, wherever the project's folder is. */
function inRoot(options: Pick<DebOptions, 'afterInstall' | 'afterRemove'> | null | undefined) {
  const { afterInstall, afterRemove } = options ?? {}
  return {
    ...options,
    ...(afterInstall && { afterInstall: join(root, afterInstall) }),
    ...(afterRemove && { afterRemove: join(root, afterRemove) })
  }
}
