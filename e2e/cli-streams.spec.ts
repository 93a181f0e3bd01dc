import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test, type RunningApp } from './app'

// What stands around a command line: pipes, full disks, signals, programs that talk to it.

const cli = join(resolve(import.meta.dirname, '../out/main'), 'cli.js')

/** A command of the shell in which `"$@"` is the command line of the build. */
function shell(app: RunningApp, script: string) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, cli], {
    env: { ...process.env, CHATAPP_HOME: app.home },
    encoding: 'utf8'
  })
  return { code: status, stdout, stderr }
}

test.describe('on Linux', () => {
  test.skip(process.platform !== 'linux', 'needs /dev/full and bash')

  test('whatever cannot be written makes the command fail, in words', async ({ app }) => {
    await app.cli(['send', '/echo one'])

    for (const command of ['export', 'history', 'template', '--help']) {
      const { code, stderr } = shell(app, `"$@" ${command} > /dev/full`)
      expect({ command, code }).toEqual({ command, code: 1 })
      expect(stderr).toContain('standard output could not be written: the disk is full')
    }
    expect(shell(app, '"$@" receive 2> /dev/full; "$@" receive 2> /dev/full').code).toBe(1)
  })

  test('an argument that is not UTF-8 is refused, and nothing is stored', async ({ app }) => {
    const { code, stdout, stderr } = shell(app, `"$@" send "$(printf 'Z\\374rich')"`)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Argument 2 is not UTF-8 text')
    expect((await app.cli(['history'])).stdout).toBe('')
  })

  test('a reader that has seen enough is no failure', async ({ app }) => {
    await app.cli(['send', '-'], '/echo x\n'.repeat(300))

    expect(shell(app, '"$@" export | head -1; exit "${PIPESTATUS[0]}"')).toMatchObject({
      code: 0,
      stderr: ''
    })
  })
})

test('send - answers each line as it comes, and one signal ends it', async ({ app }) => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ] as const) {
    const child = spawn(process.execPath, [cli, 'send', '--json', '-'], {
      env: { ...process.env, CHATAPP_HOME: app.home }
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    for (const text of ['one', 'two']) {
      child.stdin.write(`/echo ${text}\n`)
      const answer = await lines.next()
      expect(JSON.parse(String(answer.value))).toMatchObject({ reply: { text } })
    }
    child.kill(signal)
    await once(child, 'close')

    expect({ code: child.exitCode, stderr }).toEqual({ code, stderr: 'chatapp: cancelled.\n' })
  }
})

test('Ctrl+C while a reply is awaited is told as what it is', async ({ app }) => {
  await app.cli(['send', '/echo first'])
  const child = spawn(process.execPath, [cli, 'send', '--json', '-'], {
    env: { ...process.env, CHATAPP_HOME: app.home }
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  child.stdin.write('/echo one\n/fail later\n')
  await expect.poll(() => stdout).toContain('/echo one')

  child.kill('SIGINT')
  await once(child, 'close')

  expect(child.exitCode).toBe(130)
  expect(stderr).toBe(
    'chatapp: cancelled. The reply was not waited for; the message is stored and stays in the history.\n'
  )
  expect(stdout.trim().split('\n')).toHaveLength(2)
})

test('import - is ended by one signal and changes nothing', async ({ app }) => {
  await app.cli(['send', '/echo one'])
  const { stdout } = await app.cli(['export'])
  const child = spawn(process.execPath, [cli, 'import', '-', '--profile', 'two'], {
    env: { ...process.env, CHATAPP_HOME: app.home }
  })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  // Larger than a pipe holds: once it is taken, the command is reading.
  await new Promise((resolve) => child.stdin.write(stdout + ' '.repeat(1_000_000), resolve))

  child.kill('SIGTERM')
  await once(child, 'close')

  expect({ code: child.exitCode, stderr }).toEqual({
    code: 143,
    stderr: 'chatapp: the import was cancelled. Nothing was changed.\n'
  })
  expect((await app.cli(['history', '--profile', 'two'])).stdout).toBe('')
})

test('text that is not UTF-8 is refused by its line, after the lines before it', async ({ app }) => {
  const latin1 = Buffer.from([0x5a, 0xfc, 0x0a])

  const { code, stdout, stderr } = await app.cli(
    ['send', '-'],
    Buffer.concat([Buffer.from('\ufeff/echo one\u2028still one\r\n'), latin1])
  )

  expect({ code, stdout }).toEqual({ code: 2, stdout: 'one\u2028still one\n' })
  expect(stderr).toContain('Line 2 of standard input is not UTF-8 text: it looks like Latin-1')
})

test('an export with a line separator in a title is taken by our own import', async ({ app }) => {
  await app.cli(['send', '/echo one'])
  const { stdout } = await app.cli(['export'])

  const taken = await app.cli(
    ['import', '-', '--profile', 'two'],
    `\ufeff${stdout.replace('"title":"MessageProcessor"', '"title":"Line\u2028separator"')}`
  )

  expect(taken).toMatchObject({ code: 0, stderr: expect.stringContaining('Imported 2 messages') })
})

test('a host with a page goes on when nobody reads its words any longer', async ({ app }) => {
  const host = spawn(process.execPath, [join(cli, '../browser.js'), '--no-open'], {
    env: { ...process.env, CHATAPP_HOME: app.home }
  })
  host.stdout.destroy()
  host.stderr.destroy()

  await expect.poll(async () => (await app.cli(['open'])).code).toBe(0)
  host.kill('SIGINT')
  await once(host, 'close')

  expect(host.exitCode).toBe(0)
})
