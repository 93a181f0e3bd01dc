// `npm run package`: builds, then makes this system's installers in dist/. More arguments go to electron-builder
// (`npm run package -- --dir` makes the unpacked app only).
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { build } from './build.mjs'
import { downloadElectron, findElectron } from './electron-binary.mjs'
import { requireNode } from './require-node.mjs'
import { feedArguments } from './update-feed.mjs'

const DOWNLOAD_LIMIT_MS = 10 * 60_000
const root = resolve(import.meta.dirname, '..')
const argv = process.argv.slice(2)

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`)

requireNode()
const given = argv.some((argument) => argument.includes('electronDist'))
if (!given && !findElectron(root)) {
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
let feed = []
try {
  feed = feedArguments(root, process.env)
  await build()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
const tool = join(root, 'node_modules', 'electron-builder', 'cli.js')
const { status } = spawnSync(process.execPath, [tool, '--publish', 'never', ...feed, ...argv], {
  cwd: root,
  stdio: 'inherit'
})
process.exit(status ?? 1)
