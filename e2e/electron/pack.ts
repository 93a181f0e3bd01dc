import { join, resolve } from 'node:path'
import type { DebOptions } from 'electron-builder'
import { configurationFor, electronBuilder } from '../../scripts/packing/electron-builder.mjs'
import { setting } from './electron-app'

const root = resolve(import.meta.dirname, '..', '..')

/**
 * Packs the app under test with the Electron under test into `output`, as `npm run package` does where
 * ELECTRON_OVERRIDE_DIST_PATH names that Electron.
 *
 * Only what an older Electron makes necessary is different: its SQLite is packed along.
 */
export async function pack(output: string, targets: readonly string[]): Promise<void> {
  const { configuration } = await configurationFor(setting.dist)
  const isOld = setting.app !== root
  const here = {
    ...configuration,
    // Small matters less here than soon.
    compression: 'store' as const,
    directories: { output, buildResources: join(root, 'resources') },
    linux: { ...configuration.linux, icon: join(root, 'resources', 'icons') },
    deb: { ...inRoot(configuration.deb), compression: 'gz' as const },
    rpm: inRoot(configuration.rpm),
    ...(isOld && {
      files: ['out/**', '!out/lib/**', 'package.json', 'node_modules/**'],
      asarUnpack: ['**/*.node']
    })
  }
  const packed = await electronBuilder(['--projectDir', setting.app, '--linux', ...targets, '--x64'], {
    configuration: here,
    quiet: true,
    env: { DPKG_DEB_COMPRESSOR_LEVEL: '1' }
  })
  if (packed.code !== 0) throw new Error(`electron-builder failed: ${packed.said}`)
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
