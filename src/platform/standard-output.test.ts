import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { standardOutput, wholeStream, forTerminal } from './standard-output'

const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })

/** A stream that refuses everything, as a full disk or a reader that has gone does. */
const broken = (code: string): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code }))
  })

function setup({ stdout = sink(), stderr = sink() }: { stdout?: Writable; stderr?: Writable }) {
  const failures: (string | null)[] = []
  const output = standardOutput({ stdout, stderr, outFailed: (why) => failures.push(why) })
  return { output, failures }
}

it('tells in words why standard output took no more, and that not everything was written', async () => {
  const { output, failures } = setup({ stdout: broken('ENOSPC') })

  output.out('one')

  expect(await output.flushed()).toBe(false)
  expect(failures).toEqual(['the disk is full'])
})

it('notices words that standard error did not take', async () => {
  const { output } = setup({ stderr: broken('EIO') })

  output.err('one')

  expect(await output.flushed()).toBe(false)
})

it('does not call it a failure when the reader has seen enough', async () => {
  const { output, failures } = setup({ stdout: broken('EPIPE'), stderr: broken('EPIPE') })

  output.out('one')
  output.err('one')

  expect(await output.flushed()).toBe(true)
  expect(failures).toEqual([null])
})

it('lets who writes much wait until the reader has taken it', async () => {
  const stdout = new PassThrough()
  const { output } = setup({ stdout })
  let written = 0
  const writing = (async () => {
    for (; written < 100; written++) {
      output.out('x'.repeat(100_000))
      await output.drained()
    }
  })()
  for (let turn = 0; turn < 50; turn++) await setImmediate()
  const heldBack = written
  let read = 0
  stdout.on('data', (chunk: Buffer) => (read += chunk.length))
  await writing
  await output.flushed()

  expect(heldBack).toBeLessThan(3)
  expect(read).toBe(100 * 100_001)
})

it('stops waiting for room when the reader goes away', async () => {
  const stdout = new PassThrough()
  const { output } = setup({ stdout })
  output.out('x'.repeat(100_000))
  const waiting = output.drained()

  stdout.destroy()

  await expect(waiting).resolves.toBeUndefined()
})

it.each([
  [true, 'a\\u001b[2J\n'],
  [undefined, 'a\u001b[2J\n']
])(
  'shows escape sequences on a terminal and passes them on elsewhere (terminal: %s)',
  async (isTTY, shown) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()].map((stream) =>
      Object.assign(stream, isTTY ? { isTTY } : {})
    ) as [PassThrough, PassThrough]
    const { output } = setup({ stdout, stderr })

    output.out('a\u001b[2J')
    output.err('a\u001b[2J')
    await output.flushed()

    expect([String(stdout.read()), String(stderr.read())]).toEqual([shown, shown])
  }
)

it.each([
  [true, 'lost', '\u001b[31mlost\u001b[39m\n'],
  [true, 'lost\u001b[0m', '\u001b[31mlost\\u001b[0m\u001b[39m\n'],
  [undefined, 'lost', 'lost\n']
])('writes a line in red on a terminal alone (terminal: %s, %j)', async (isTTY, line, shown) => {
  vi.stubEnv('NO_COLOR', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const stdout = Object.assign(new PassThrough(), isTTY ? { isTTY } : {})
  const { output } = setup({ stdout })

  output.out(line, 'red')
  await output.flushed()

  expect(String(stdout.read())).toBe(shown)
})

it('writes files whole', async () => {
  const file = join(temporaryFolder(), 'out')
  const fd = openSync(file, 'w')
  onTestFinished(() => closeSync(fd))
  const stdout = wholeStream(Object.assign(sink(), { fd }) as never)
  const { output } = setup({ stdout })

  output.out('ü'.repeat(100_000))

  expect(await output.flushed()).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(`${'ü'.repeat(100_000)}\n`)
})

it.runIf(process.platform === 'linux')('fails on a device that is full', async () => {
  const fd = openSync('/dev/full', 'w')
  onTestFinished(() => closeSync(fd))
  const { output, failures } = setup({ stdout: wholeStream(Object.assign(sink(), { fd }) as never) })

  output.out('one')

  expect(await output.flushed()).toBe(false)
  expect(failures).toEqual(['the disk is full'])
})

it.each([
  ['fills the clipboard (OSC 52)', '\u001b]52;c;ZXZpbA==\u0007', '\\u001b]52;c;ZXZpbA==\\u0007'],
  ['sets the title (OSC 0)', '\u001b]0;root\u001b\\', '\\u001b]0;root\\u001b\\'],
  ['clears the screen (CSI)', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['begins a sequence in one character (C1)', '\u009b31m\u009d0;x\u009c', '\\u009b31m\\u009d0;x\\u009c'],
  ['writes over what stands there', 'paid\rfree\b\b', 'paid\\u000dfree\\u0008\\u0008'],
  ['turns the direction around', 'exe.\u202egpj\u2066.\u2069', 'exe.\\u202egpj\\u2066.\\u2069'],
  ['is NUL or DEL', '\0\u007f', '\\u0000\\u007f']
])('shows what %s instead of obeying it', (_, text, shown) => {
  expect(forTerminal(text)).toBe(shown)
})

it('leaves lines, tabs and every script as they are', () => {
  const text = 'one\r\ntwo\n\tthree – ünïcode 東京 עברית \u200f👩‍👩‍👧 \u2028'

  expect(forTerminal(text)).toBe(text)
})

it('leaves JSON the same value', () => {
  const value = { text: '\u001b[2J\u009b31m\u202e\n"\\' }

  expect(JSON.parse(forTerminal(JSON.stringify(value)))).toEqual(value)
})
