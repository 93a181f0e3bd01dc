import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Home, type Host } from './home'
import { quiet, sendAll, texts } from './sending'
import { judge, type Acknowledged, type Verdict } from './verdict'

const SETTLE_MS = 60_000

/** Enough for the app and its backend, and little enough to be filled at once. */
const DISK = '24m'

/** Why no small disk can be made here, or null when it can. */
export const whyNoSmallDisk = (): string | null =>
  process.platform === 'linux' && process.getuid?.() === 0
    ? null
    : 'only root on Linux can mount a small disk'

/**
 * A disk that is full at the first start, and gets full while the app runs: it is told as that, nothing acknowledged is
 * lost, what is stored can be read, and all goes on once there is space again.
 */
export async function fullDisk(messages: number): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-full-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder])
  try {
    return await onDisk(folder, messages)
  } finally {
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  }
}

const saysFull = (text: string): boolean => text.includes('disk is full')

async function onDisk(folder: string, messages: number): Promise<Verdict> {
  const home = new Home(join(folder, 'home'))
  const filler = join(folder, 'filler')
  let wrong = 0
  const expectThat = (isSo: boolean, what: string): void => {
    if (isSo) return
    wrong++
    process.stderr.write(`full disk: ${what}\n`)
  }

  fill(filler)
  const first = await home.run(['history'])
  expectThat(first.code === 1 && saysFull(first.err), `a first start said: ${first.err}`)
  rmSync(filler)
  const second = await home.run(['history'])
  expectThat(second.code === 0 && !second.err.includes('damaged'), `the start after it said: ${second.err}`)

  const host = await home.start()
  const before = await sendAll(host, texts('before', messages), 100)
  await quiet(home, host, SETTLE_MS)
  fill(filler)
  const { taken, refusals } = await sendUntilRefused(host, messages)
  expectThat(
    refusals.length > 0 && refusals.every(saysFull),
    `a window that took ${taken.length} said: ${refusals.join()}`
  )
  await expectReading('beside a window')
  await host.kill()
  await expectReading('alone, after a kill')
  // Its index is made anew for a log, and there is no room for one.
  rmSync(`${home.database()}-shm`, { force: true })
  fill(filler)
  await expectReading('alone, without an index of the log')
  rmSync(filler)
  await remount(folder, 'ro')
  await expectReading('on a read-only disk')
  await remount(folder, 'rw')

  const next = await home.start()
  const after = await sendAll(next, texts('after', messages), 100)
  await quiet(home, next, SETTLE_MS)
  const verdict = judge(home.database(), [...before, ...taken, ...after])
  await home[Symbol.asyncDispose]()
  return { ...verdict, lost: verdict.lost + wrong }

  async function expectReading(when: string): Promise<void> {
    const { out: exported, code } = await home.run(['export'])
    const found = before.filter(({ id }) => exported.includes(id)).length
    expectThat(
      code === 0 && found === before.length,
      `export ${when}: exit ${code}, ${found} of ${before.length}`
    )
    const history = await home.run(['history'])
    expectThat(history.code === 0, `history ${when}: ${history.err}`)
  }
}

/**
 * Sends long texts, which the space that the database's log has already does not hold for ever, until one is refused, and
 * then as many more; resolves to what was taken, which is kept as any other, and what the host said of the rest.
 */
async function sendUntilRefused(
  host: Host,
  more: number
): Promise<{ taken: Acknowledged[]; refusals: string[] }> {
  const taken: Acknowledged[] = []
  const refusals: string[] = []
  for (let n = 0; n < 500 && refusals.length < more; n++) {
    try {
      taken.push(await host.send(`/echo full ${n} ${'x'.repeat(20_000)}`))
    } catch (error) {
      refusals.push(String(error))
    }
  }
  return { taken, refusals }
}

/** Once nobody has a file open to write: the backend of a killed host ends by itself. */
async function remount(folder: string, mode: 'ro' | 'rw'): Promise<void> {
  const deadline = performance.now() + SETTLE_MS
  for (;;) {
    try {
      execFileSync('mount', ['-o', `remount,${mode}`, folder], { stdio: 'ignore' })
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await pause(100)
    }
  }
}

/** Takes every block that is left. */
function fill(file: string): void {
  const descriptor = openSync(file, 'a')
  try {
    for (const size of [1_048_576, 4096, 1]) {
      const block = Buffer.alloc(size, 'x')
      while (takes(descriptor, block));
    }
  } finally {
    closeSync(descriptor)
  }
}

function takes(descriptor: number, block: Buffer): boolean {
  try {
    return writeSync(descriptor, block) === block.length
  } catch {
    return false
  }
}
