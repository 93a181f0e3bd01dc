// `npm run package`: builds, then makes this system's packages in dist/, says how large each is, and what could not be
// made and why; exits with 1 when something could not. Arguments go to electron-builder in place of that
// (`npm run package -- --dir` makes the unpacked app only).
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './build.mjs'
import { downloadElectron, findElectron } from './electron-binary.mjs'
import { configurationFor, electronBuilder } from './packing/electron-builder.mjs'
import { requireNode } from './require-node.mjs'
import { feedArguments } from './update-feed.mjs'

const DOWNLOAD_LIMIT_MS = 10 * 60_000
const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const argv = process.argv.slice(2)

/** Of each system: electron-builder's name for it, and the packages that electron-builder.yml asks for. */
const systems = {
  linux: { name: '--linux', targets: ['AppImage', 'deb', 'rpm', 'tar.gz'] },
  darwin: { name: '--mac', targets: ['dmg', 'zip'] },
  win32: { name: '--win', targets: ['nsis', 'zip'] }
}
const system = systems[/** @type {keyof typeof systems} */ (process.platform)]
const architectures = ['x64', 'arm64']

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`)

/** The line in which electron-builder says why it failed. @param {string} said */
function reasonOf(said) {
  const line = said.split('\n').find((one) => one.includes('⨯'))
  const reason = line?.replace(/^.*⨯\s*/, '').replace(/\s+(failedTask|stackTrace)=.*$/, '')
  return reason ?? 'electron-builder does not say why'
}

/** Makes each package of this system by itself, so that one which cannot be made costs no other. @returns {Promise<string[]>} */
async function makeEach() {
  /** @type {string[]} */
  const missing = []
  for (const architecture of architectures) {
    for (const target of system.targets) {
      say(`Making ${target} for ${architecture} …`)
      const args = [system.name, target, `--${architecture}`, ...given]
      const { code, said } = await electronBuilder(args, { configuration, quiet: true })
      if (code !== 0) missing.push(`${target} for ${architecture}: ${reasonOf(said)}`)
    }
  }
  return missing
}

/** The packages in dist/, with their sizes. */
function report() {
  const names = readdirSync(dist).filter((name) => /\.(AppImage|deb|rpm|tar\.gz|dmg|zip|exe)$/.test(name))
  for (const name of names.toSorted()) {
    const megabytes = (statSync(join(dist, name)).size / 1e6).toFixed(1)
    process.stdout.write(`${megabytes.padStart(7)} MB  dist/${name}\n`)
  }
}

requireNode()
const isGiven = argv.some((argument) => argument.includes('electronDist'))
if (!isGiven && !findElectron(root)) {
  say('Getting Electron, which is packed with the app …')
  const failure = await downloadElectron(root, DOWNLOAD_LIMIT_MS)
  if (failure !== null) {
    say(
      `ChatAPP cannot be packaged here, because Electron is needed and is not here: ${failure}. Run it again where the network allows that download.`
    )
    process.exit(1)
  }
}
/** @type {string[]} */
let given = []
try {
  given = feedArguments(root, process.env)
  await build()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
/** What else than electron-builder.yml holds; null where that does. @type {import('electron-builder').Configuration | null} */
let configuration = null
if (override && !isGiven) {
  const other = await configurationFor(resolve(override))
  configuration = other.configuration
  for (const one of other.notSet) process.stdout.write(`Not set: ${one}\n`)
  // That folder is of one processor.
  architectures.splice(0, 2, process.arch)
}
if (argv.length > 0) process.exit((await electronBuilder([...given, ...argv], { configuration })).code)

rmSync(dist, { recursive: true, force: true })
// All at once, as a release is made; the feed of updates then names them all.
const args = architectures.map((architecture) => `--${architecture}`)
// Named, they are for these processors only; else for those of electron-builder.yml.
const targets = configuration ? [system.name, ...system.targets] : []
const whole = await electronBuilder([...targets, ...args, ...given], { configuration, quiet: true })
const missing = whole.code === 0 ? [] : await makeEach()
report()
for (const one of missing) process.stdout.write(`Not made: ${one}\n`)
process.exit(missing.length > 0 ? 1 : 0)
