import { join } from 'node:path'

/**
 * Environment that has electron-builder build Linux packages with the tools of the system in place of downloaded ones,
 * unless the caller's names others.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {Record<string, string>}
 */
export function packingTools(env = process.env, platform = process.platform) {
  if (platform !== 'linux') return {}
  const own = {
    CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.mjs'),
    ELECTRON_BUILDER_7ZIP_PATH: join(import.meta.dirname, '7za.mjs')
  }
  const isFree = (/** @type {string} */ name) =>
    !env[name] && !(name === 'CUSTOM_FPM_PATH' && env['USE_SYSTEM_FPM'])
  return Object.fromEntries(Object.entries(own).filter(([name]) => isFree(name)))
}
