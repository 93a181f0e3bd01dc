// `node scripts/tamper-check.mjs`, after `npm run package`, on Windows and macOS: changes one byte of a copy of the packed
// app's archive and starts that. Electron has to refuse it, by the checksum that the fuse makes it look at. Linux has no such check.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const START_MS = 30_000
const dist = resolve(import.meta.dirname, '../dist')
const mac = process.platform === 'darwin'
const folders = mac ? ['mac-arm64', 'mac', 'mac-universal'] : ['win-unpacked', 'win-arm64-unpacked']
// The one that this machine can run.
const ofArch = folders.filter(
  (name) => existsSync(join(dist, name)) && name.includes('arm64') === (process.arch === 'arm64')
)
const [found] = ofArch
if (!found)
  throw new Error(
    `There is no packed app for ${process.platform} ${process.arch} in ${dist}: ${readdirSync(dist).join(', ')}`
  )

const folder = mkdtempSync(join(tmpdir(), 'chatapp-tampered-'))
try {
  cpSync(join(dist, found), folder, { recursive: true, verbatimSymlinks: true })
  const contents = mac ? join(folder, 'ChatAPP.app', 'Contents') : folder
  const archive = join(contents, mac ? 'Resources' : 'resources', 'app.asar')
  const program = mac ? join(contents, 'MacOS', 'ChatAPP') : join(folder, 'ChatAPP.exe')
  const start = () => {
    const { status, signal, stdout, stderr } = spawnSync(program, ['--data-dir', join(folder, 'data')], {
      encoding: 'utf8',
      timeout: START_MS
    })
    return { status, signal, said: `${stdout}${stderr}`, ready: stdout.includes('ChatAPP is ready') }
  }
  // As packed it starts; else the rest would prove nothing. It is ended by the time limit.
  const whole = start()
  if (!whole.ready) throw new Error(`The packed app does not start at all: ${JSON.stringify(whole)}`)
  const bytes = readFileSync(archive)
  const at = bytes.indexOf('ChatAPP is ready')
  if (at < 0) throw new Error('The archive does not hold what was to be changed.')
  bytes.write('X', at)
  writeFileSync(archive, bytes)
  const tampered = start()
  if (tampered.ready || tampered.status === 0 || /XhatAPP/.test(tampered.said))
    throw new Error(`The tampered app ran: ${JSON.stringify(tampered)}`)
  process.stdout.write(`Refused: ${JSON.stringify(tampered)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
