import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect as anyExpect, test, type RunningApp } from './app'

/** A busy computer may take its time to start the backend. */
const expect = anyExpect.configure({ timeout: 20_000 })

const cli = [process.execPath, resolve(import.meta.dirname, '../out/main/cli.js')]

interface Ready {
  readonly url: string
  readonly link: string
  readonly pid: number
  readonly profile: string
  readonly started: boolean
}

/** Starts a program and resolves to it and to the first line it prints. */
async function start(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  for await (const line of createInterface({ input: child.stdout })) return { child, line }
  throw new Error('It ended without a line.')
}

const serve = ({ home }: RunningApp, ...args: string[]) =>
  start([...cli, 'serve', '--no-open', ...args], { CHATAPP_HOME: home })

/** Asks it to end as a service manager does; resolves to its exit code. */
async function end(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
  return child.exitCode
}

test('serve shows the page, is found by a second one and by "open", and ends with 0 when asked to', async ({
  app,
  page
}) => {
  const { child, line } = await serve(app, '--json')
  const ready = JSON.parse(line) as Ready
  expect(ready).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    link: expect.stringContaining(`${ready.url}/launch?token=`),
    pid: child.pid,
    profile: 'default',
    started: true
  })

  const second = await app.cli(['serve', '--no-open', '--json'])
  const opened = await app.cli(['open'])
  await page.goto(opened.stdout.trim())

  expect(second.code).toBe(0)
  expect(JSON.parse(second.stdout)).toMatchObject({ url: ready.url, pid: child.pid, started: false })
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  expect(await end(child)).toBe(0)
})

test('serve ends with 1 where it cannot start, with 2 on wrong words', async ({ app }) => {
  await app.start()
  const port = new URL(app.running ?? '').port

  const taken = await app.cli(['serve', '--no-open', '--port', port, '--profile', 'other'])
  const wrong = await app.cli(['serve', '--port', 'x'])

  expect(taken).toMatchObject({ code: 1, stdout: '' })
  expect(taken.stderr).toContain(`Port ${port} is taken`)
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
})

test('of two that start at once, one serves and the other leads to it', async ({ app }) => {
  const both = await Promise.all([serve(app, '--json'), serve(app, '--json')])
  const ready = both.map(({ line }) => JSON.parse(line) as Ready)

  expect(ready.filter(({ started }) => started)).toHaveLength(1)
  expect(new Set(ready.map(({ url, pid }) => `${url} ${pid}`)).size).toBe(1)
  for (const { child } of both) await end(child)
})

test('the words in the unit start it, and systemd takes the unit', async ({ app, page }, info) => {
  const home = join(app.home, 'a "folder" of 100 %, $HOME')
  const { stdout: unit } = await app.cli(['serve', '--print-unit', '--idle', '5', '--data-dir', home])
  const [, words = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []

  const { child, line } = await start(systemdWords(words), { CHATAPP_HOME: '' })
  await page.goto(line.replace('ChatAPP is ready: ', ''))

  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  expect(existsSync(join(home, 'profiles', 'default'))).toBe(true)
  expect(await end(child)).toBe(0)
  await mkdir(info.outputDir, { recursive: true })
  await writeFile(info.outputPath('chatapp.service'), unit)
  test.skip(!existsSync('/usr/bin/systemd-analyze'), 'There is no systemd here to read the unit.')
  const { status, stderr } = spawnSync(
    'systemd-analyze',
    ['verify', '--user', '--man=no', info.outputPath('chatapp.service')],
    { env: { ...process.env, XDG_RUNTIME_DIR: app.home }, encoding: 'utf8' }
  )
  // It speaks of other units, too, and takes a key that it does not know for a warning.
  expect(stderr.split('\n').filter((said) => said.includes('chatapp.service'))).toEqual([])
  expect(status).toBe(0)
})

/** Words as systemd.syntax(7) and systemd.service(5) read them. */
const systemdWords = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '').replaceAll('%%', '%').replaceAll('$$', () => '$')
  )
