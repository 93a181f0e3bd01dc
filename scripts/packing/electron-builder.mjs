// How every package is made, by `npm run package` and by the test of what it makes: electron-builder with the tools of
// this system, on the Electron that is there.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { executableIn } from '../electron-binary.mjs'
import { packingTools } from './tools.mjs'

/** @typedef {import('electron-builder').Configuration} Configuration */

const root = resolve(import.meta.dirname, '..', '..')
const cli = join(root, 'node_modules', 'electron-builder', 'cli.js')
const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
/** electron-builder's own reader of its configuration, which its package does not export. @type {{ getConfig: (folder: string, file: string, override: null) => Promise<Configuration> }} */
const { getConfig } = requireFrom('app-builder-lib/out/util/config/config')

/**
 * electron-builder.yml for another Electron than the pinned one. An older one lacks a fuse or two, which electron-builder
 * takes for an error; `notSet` says which of ours cannot be set there.
 *
 * @param {string} dist Electron's folder
 * @returns {Promise<{ configuration: Configuration, notSet: string[] }>}
 */
export async function configurationFor(dist) {
  const configuration = await getConfig(root, 'electron-builder.yml', null)
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  const wire = await getCurrentFuseWire(join(dist, executableIn(process.platform)))
  const fuses = Object.entries(configuration.electronFuses ?? {})
  const isThere = (/** @type {string} */ name) => {
    const option = Reflect.get(FuseV1Options, name.charAt(0).toUpperCase() + name.slice(1))
    // What is no fuse says how they are written.
    return option === undefined || Reflect.get(wire, option) !== undefined
  }
  const notSet = fuses.flatMap(([name]) =>
    isThere(name) ? [] : [`the fuse ${name}: Electron ${version} does not have it`]
  )
  const electronFuses = Object.fromEntries(fuses.filter(([name]) => isThere(name)))
  return {
    configuration: { ...configuration, electronFuses, electronDist: dist, electronVersion: version },
    notSet
  }
}

/**
 * Runs electron-builder to its end.
 *
 * @param {string[]} args
 * @param {{ configuration?: Configuration | null, quiet?: boolean, env?: Record<string, string> }} [options]
 *   `configuration` stands for electron-builder.yml; `quiet`: what it says is told at the end only
 * @returns {Promise<{ code: number, said: string }>}
 */
export async function electronBuilder(args, { configuration = null, quiet = false, env = {} } = {}) {
  const work = mkdtempSync(join(tmpdir(), 'chatapp-package-'))
  try {
    const file = join(work, 'configuration.json')
    if (configuration) writeFileSync(file, JSON.stringify(configuration))
    const given = configuration ? ['--config', file, ...args] : args
    const child = spawn(process.execPath, [cli, '--publish', 'never', ...given], {
      cwd: root,
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, ...packingTools(), ...env }
    })
    let said = ''
    for (const [stream, to] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr]
    ])) {
      stream.on('data', (/** @type {Buffer} */ data) => {
        said += data.toString()
        if (!quiet) to.write(data)
      })
    }
    const code = await new Promise((done, failed) => child.once('close', done).once('error', failed))
    return { code: code ?? 1, said }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
