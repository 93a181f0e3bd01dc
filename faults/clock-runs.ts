import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { faultsSchema } from '../src/shared/contract'
import { Home } from './home'
import { quiet, sendAll, texts } from './sending'
import { astray, promised } from './several-hosts'
import { judge, type Acknowledged, type Verdict } from './verdict'

/** How long the last messages may take: far below the days that a wrong clock would make of it. */
const SETTLE_MS = 60_000

/** Longer than a process may be busy, so that the freeze is one. */
const FREEZE_MS = 12_000

/** Steps of the wall clock in the order in which they are made, as libfaketime writes them, and back to the truth. */
const STEPS = ['-1d', '+3h', '-2h', '+60d', '-30d', '+0']

/** Where Debian, Fedora and Homebrew put libfaketime; `FAKETIME_LIBRARY` names another place. */
const places = [
  process.env['FAKETIME_LIBRARY'] ?? '',
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1'
]

/** Whether processes can be given a clock of their own here. */
export const canFakeTime = (): boolean => library() !== undefined

const library = (): string | undefined => places.find((place) => place !== '' && existsSync(place))

/** A wall clock that a host and all it starts go by; their waits are measured by the true one. */
export class WrongClock {
  readonly env: NodeJS.ProcessEnv
  private readonly file: string

  constructor(home: Home, step: string, name = '') {
    this.file = join(home.folder, `wall-clock${name}`)
    this.set(step)
    this.env = {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1'
    }
  }

  set(step: string): void {
    writeFileSync(this.file, step)
  }
}

/** Messages written offline under a clock that is a day ahead; then the clock is right and the host starts anew. */
export async function writtenUnderWrongClock(messages: number): Promise<Verdict> {
  await using home = new Home()
  const ahead = await home.start(new WrongClock(home, '+1d').env)
  await home.whenUp()
  await ahead.call('faults.set', faultsSchema.parse({ offline: true }))
  const before = await sendAll(ahead, texts('ahead', messages / 2), 1000)
  await pause(2000)
  await ahead.stop()

  const right = await home.start()
  const after = await sendAll(right, texts('right', messages / 2), 1000)
  await quiet(home, right, SETTLE_MS)
  return judge(home.database(), [...before, ...after])
}

/** The wall clock steps by hours and days, both ways, while requests are under way. */
export async function clockSteps(messages: number): Promise<Verdict> {
  await using home = new Home()
  const clock = new WrongClock(home, '+0')
  const host = await home.start(clock.env)
  const all = texts('steps', messages)
  const share = Math.ceil(messages / STEPS.length)
  const acknowledged: Acknowledged[] = []
  for (const step of STEPS) {
    const sending = sendAll(host, all.splice(0, share), 1500)
    await pause(Math.random() * 1000)
    clock.set(step)
    acknowledged.push(...(await sending))
  }
  await quiet(home, host, SETTLE_MS)
  return judge(home.database(), acknowledged)
}

/** A command line whose clock is a day ahead sends on the profile of a window whose clock is right. */
export async function commandLineAhead(messages: number): Promise<Verdict> {
  await using home = new Home()
  const window = await home.start()
  const lines = texts('ahead', messages)
  const [shown, sent] = await Promise.all([
    sendAll(window, texts('window', messages), 1500),
    home.send(lines, [], new WrongClock(home, '+1d').env)
  ])
  shown.push(...(await sendAll(window, texts('after', 5), 200)))
  await quiet(home, window, SETTLE_MS)
  const verdict = judge(home.database(), [...shown, ...promised(sent)])
  return { ...verdict, lost: verdict.lost + astray(sent, lines) }
}

/** The host, then its backend, stand still for a while in the middle of the work, as on a machine that sleeps. */
export async function freeze(messages: number): Promise<Verdict> {
  await using home = new Home()
  const host = await home.start()
  const { pid } = await home.whenUp()
  const all = texts('freeze', messages)
  const acknowledged: Acknowledged[] = []
  for (const frozen of [host.pid, pid]) {
    const sending = sendAll(host, all.splice(0, messages / 2), 500)
    await pause(Math.random() * 300)
    process.kill(frozen, 'SIGSTOP')
    await pause(FREEZE_MS)
    process.kill(frozen, 'SIGCONT')
    acknowledged.push(...(await sending))
  }
  await quiet(home, host, SETTLE_MS)
  return judge(home.database(), acknowledged)
}
