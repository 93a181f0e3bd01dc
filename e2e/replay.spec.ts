import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type RunningApp } from './app'

/** The chat as it was answered by the local backend, as the lines of its export. */
async function recorded(app: RunningApp, ...texts: string[]): Promise<string[]> {
  await app.cli(['send', '--json', '-'], texts.join('\n'))
  const { stdout } = await app.cli(['export', '--chat', 'processor'])
  return stdout.trim().split('\n')
}

/** The same with another text in a request. */
const asking = (lines: readonly string[], text: string, instead: string): string[] =>
  lines.map((line) => (line.includes('"role":"request"') ? line.replace(text, instead) : line))

const replay = async (app: RunningApp, lines: readonly string[], ...more: string[]) =>
  await app.cli(['replay', '-', ...more], `${lines.join('\n')}\n`)

test('a replay finds the same answers although times and ids differ, and adds nothing to the chats', async ({
  app
}) => {
  const lines = await recorded(app, '/echo one', 'some text', '/time', '/whoami')

  const { code, stdout, stderr } = await replay(app, lines, '--expect', '--backend', 'local')
  const history = await app.cli(['history', '--json'])

  expect(stdout.replaceAll(/ \(\d+ ms\)$/gm, '')).toBe(
    '✓ 1/4 /echo one\n✓ 2/4 some text\n✓ 3/4 /time\n✓ 4/4 /whoami\n'
  )
  expect(stderr).toBe('4 of 4 answered as recorded on local.\n')
  expect(code).toBe(0)
  expect(history.stdout.trim().split('\n')).toHaveLength(4)
})

test('a replay shows what is answered otherwise, and fails over it with --expect, unless it is masked', async ({
  app
}) => {
  const lines = asking(await recorded(app, '/echo one', '/echo two'), '/echo one', '/echo uno')

  const lenient = await replay(app, lines)
  const strict = await replay(app, lines, '--expect', '--json')
  const masking = await replay(app, lines, '--expect', '--mask', 'uno|one')

  expect(lenient.code).toBe(0)
  expect(lenient.stdout).toMatch(/^✗ 1\/2 \/echo uno: answered otherwise\n {4}- one\n {4}\+ uno\n✓ 2\/2/)
  expect(lenient.stderr).toBe('1 of 2 answered as recorded on local, 1 not.\n')
  expect(strict.code).toBe(1)
  expect(JSON.parse(strict.stdout.split('\n')[0] ?? '')).toMatchObject({
    number: 1,
    total: 2,
    verdict: 'different'
  })
  expect(masking.code).toBe(0)
})

test('a replay says of a command whose handler fails that it is not answered in time, and goes on', async ({
  app
}) => {
  const lines = asking(await recorded(app, '/echo hold', '/echo next'), '/echo hold', '/fail')

  const { code, stdout } = await replay(app, lines, '--expect', '--timeout', '2')
  // What had no answer when it was recorded is the same without one.
  const without = lines.filter((line) => !line.includes('\\"text\\":\\"hold\\"'))
  const silent = await replay(
    app,
    without.map((line) => line.replace('"messages":4', '"messages":3')),
    '--expect',
    '--timeout',
    '2'
  )

  expect(code).toBe(1)
  expect(stdout).toMatch(/^✗ 1\/2 \/fail: not answered in time\n {4}- hold\n {4}\+ \(no answer\)\n✓ 2\/2/)
  expect(silent.stdout).toMatch(/^✓ 1\/2 \/fail\n✓ 2\/2/)
  expect(silent.code).toBe(0)
})

test('a replay refuses what is no recording in words, and sends nothing', async ({ app }) => {
  const lines = await recorded(app, '/echo one')
  const [header = '', chat = ''] = lines

  for (const [damaged, words] of [
    [['hello'], /Line 1 of the file is damaged: it is not JSON/],
    [['{"a":1}'], /Line 1 of the file is damaged/],
    [[...lines.slice(0, -1), '{"type":"en'], /Line \d+ of the file is damaged: it is not JSON/],
    [lines.slice(0, -1), /cut off/],
    [[header, chat, '{"type":"end","messages":0}'], /no request in this recording/]
  ] as const) {
    const { code, stdout, stderr } = await replay(app, damaged)
    expect(stderr).toMatch(words)
    expect([code, stdout]).toEqual([2, ''])
  }
  const gone = await app.cli(['replay', join(app.home, 'gone.jsonl')])
  expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') })
  expect(await replay(app, lines, '--mask', '[')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('“[” is no regular expression')
  })
  expect(await replay(app, lines, '--backend', 'elsewhere')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no backend "elsewhere"')
  })
})

test('a replay ends at Ctrl+C and says how far it came', async ({ app }) => {
  const lines = asking(await recorded(app, '/echo one', '/echo two'), '/echo two', '/fail')
  const cli = resolve(import.meta.dirname, '../out/main/cli.js')
  const child = spawn(process.execPath, [cli, 'replay', '-', '--timeout', '600'], {
    env: { ...process.env, CHATAPP_HOME: app.home }
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  child.stdin.end(`${lines.join('\n')}\n`)

  await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number | null]

  expect(said).toBe('chatapp: cancelled after 1 of 2 requests.\n')
  expect(code).toBe(130)
})

test('the window replays a chat from its menu, and a saved recording, and shows what is answered otherwise', async ({
  app,
  page
}) => {
  const lines = asking(await recorded(app, '/echo one', '/echo two'), '/echo two', '/echo zwei')
  await page.goto(await app.start())
  await page
    .getByRole('button', { name: /^Options for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Record and replay…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Record and replay' })
  const result = dialog.getByRole('status', { name: 'Result of the replay' })

  await dialog.getByRole('button', { name: 'Replay', exact: true }).click()
  await expect(result).toHaveText('All 2 were answered as recorded.', { timeout: 20_000 })
  const buffer = Buffer.from(`${lines.join('\n')}\n`)
  await dialog.getByLabel('Recording').setInputFiles({ name: 'chat.jsonl', mimeType: 'text/plain', buffer })
  await dialog.getByRole('button', { name: 'Replay', exact: true }).click()

  await expect(result).toHaveText('1 of 2 were answered otherwise.', { timeout: 20_000 })
  await expect(dialog.getByRole('list', { name: 'Differences' }).getByText('zwei')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  const folder = process.env['CHATAPP_SHOTS']
  for (const width of folder ? [1280, 360] : []) {
    await page.setViewportSize({ width, height: 800 })
    await result.scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(folder ?? '', `a replay, ${width}.png`) })
  }
})
