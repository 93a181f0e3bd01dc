import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { Configuration } from 'electron-builder'
import { expect, it } from 'vitest'

/** electron-builder's own reader and check of the configuration, which its package does not export. */
interface ConfigModule {
  getConfig: (projectDir: string, file: string, override: null) => Promise<Configuration>
  validateConfiguration: (
    configuration: unknown,
    logger: { add: () => void; isEnabled: boolean }
  ) => Promise<void>
}

const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const { getConfig, validateConfiguration } = requireFrom(
  'app-builder-lib/out/util/config/config'
) as ConfigModule

const root = resolve(import.meta.dirname, '..')
const silent = { add: () => {}, isEnabled: false }
const read = () => getConfig(root, 'electron-builder.yml', null)

it('is a configuration that electron-builder accepts', async () => {
  await expect(validateConfiguration(await read(), silent)).resolves.toBeUndefined()
})

it('is refused by the same check when an option is misspelt', async () => {
  const wrong = { ...(await read()), apppId: 'x' }

  await expect(validateConfiguration(wrong, silent)).rejects.toThrow('apppId')
})

it('packs the build without the library for scripts, and nothing of node_modules', async () => {
  expect((await read()).files).toEqual([
    {
      filter: [
        'out/**',
        '!out/.built',
        '!out/bench/**',
        '!out/lib/**',
        'package.json',
        '!node_modules/**',
        '!**/*.map'
      ]
    }
  ])
})

it('turns off what lets a packaged Electron run other code', async () => {
  expect((await read()).electronFuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true
  })
})

it('names icons that are there, in each system’s own format', async () => {
  const { win, mac, linux } = await read()

  expect(readFileSync(join(root, String(win?.icon))).subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]))
  expect(
    readFileSync(join(root, String(mac?.icon)))
      .subarray(0, 4)
      .toString()
  ).toBe('icns')
  expect(existsSync(join(root, String(linux?.icon), '512x512.png'))).toBe(true)
  expect(existsSync(join(root, String(mac?.entitlements)))).toBe(true)
})

it('lets a macOS app without a certificate load its own frameworks, whose signatures name no team', async () => {
  const { mac } = await read()

  for (const file of [mac?.entitlements, mac?.entitlementsInherit])
    expect(readFileSync(join(root, String(file)), 'utf8')).toMatch(
      /<key>com\.apple\.security\.cs\.disable-library-validation<\/key>\s*<true\/>/
    )
})

it('asks for no macOS that Electron does not run on, nor for a newer one', async () => {
  expect((await read()).mac?.minimumSystemVersion).toBe('13.0')
})
