import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { send, startAgain, test } from './electron-app'

test('a message sent from a terminal while the window is open is answered there and shown here', async ({
  app,
  page,
  dataDir
}) => {
  await send(page, 'from the window')

  const sent = await startAgain(['send', '--json', 'from a terminal', '--data-dir', dataDir])

  expect(sent.code).toBe(0)
  expect(JSON.parse(sent.out)).toMatchObject({ text: 'from a terminal', status: 'answered' })
  await expect(page.getByRole('log')).toContainText('from a terminal')
  expect(app.windows()).toHaveLength(1)
})

test('words need no window and no display, and read standard input', async ({ dataDir }) => {
  const options = { input: 'one\ntwo\n', env: { DISPLAY: '', WAYLAND_DISPLAY: '' } }

  const { code, out } = await startAgain(['send', '--json', '-', '--data-dir', dataDir], options)

  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  ).toMatchObject([
    { text: 'one', status: 'answered' },
    { text: 'two', status: 'answered' }
  ])
  expect(code).toBe(0)
})

test('--help is answered and an unknown word refused while the window is open', async ({ page, dataDir }) => {
  await expect(page.getByRole('log')).toBeVisible()

  expect(await startAgain(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Usage: chatapp')
  })
  expect(await startAgain(['sned', 'hello', '--data-dir', dataDir])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining("unknown command 'sned'")
  })
})

test('an agent is served, and a prompt completed, without a display', async ({ dataDir }) => {
  const env = { DISPLAY: '', WAYLAND_DISPLAY: '' }
  const clientInfo = { name: 'test', version: '0' }
  const lines = [
    {
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/call', params: { name: 'list_queues', arguments: {} } }
  ]
  const input = lines.map((line) => `${JSON.stringify({ jsonrpc: '2.0', ...line })}\n`).join('')

  const served = await startAgain(['mcp', '--data-dir', dataDir], { env, input })
  const completed = await startAgain(['complete', 'bash', '--', `chatapp use --data-dir ${dataDir} lo`], {
    env
  })

  expect(
    served.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  ).toMatchObject([
    { id: 1, result: { serverInfo: { name: 'chatapp' } } },
    { id: 2, result: { content: [{ text: expect.stringContaining('ChatAPP-dlq') }] } }
  ])
  expect(served.code).toBe(0)
  expect(completed).toMatchObject({ code: 0, out: 'local\n' })
})

test('serve shows the page to the web browser, without a display', async ({ dataDir }) => {
  const env = { DISPLAY: '', WAYLAND_DISPLAY: '' }
  const served = startAgain(['serve', '--json', '--data-dir', dataDir], { env })
  let link = ''
  await expect
    .poll(async () => (link = (await startAgain(['open', '--data-dir', dataDir], { env })).out.trim()), {
      timeout: 20_000
    })
    .toContain('/launch?token=')

  const page = await fetch(link)
  const note = await readFile(join(dataDir, 'profiles', 'default', 'browser-host.json'), 'utf8')
  process.kill((JSON.parse(note) as { pid: number }).pid, 'SIGTERM')

  expect(await page.text()).toContain('<title>ChatAPP</title>')
  expect(JSON.parse((await served).out)).toMatchObject({ profile: 'default', started: true })
})

test('a function of one’s own runs in the program itself: no Node is needed', async ({ dataDir }) => {
  const file = join(dataDir, 'handler.mjs')
  await writeFile(
    file,
    `import { appendFileSync } from 'node:fs'
     export const handler = async ({ Records }) =>
       Records.forEach(({ body }) => appendFileSync(process.env.CHATAPP_RUN_FOLDER + '/ledger', body + '\\n'))`
  )
  const env = { DISPLAY: '', WAYLAND_DISPLAY: '' }
  const words = ['backend', 'find', '--function', file, '--message', 'one', '--faults', 'duplicate', '--json']

  const { code, out } = await startAgain(words, { env })

  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('"schedule":"duplicate 1"') })
})
