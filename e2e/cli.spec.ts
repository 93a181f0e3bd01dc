import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from './app'

const parsed = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('send prints the reply and nothing else, and exits 0', async ({ app }) => {
  expect(await app.cli(['send', '/echo  two  spaces 👋'])).toEqual({
    code: 0,
    stdout: ' two  spaces 👋\n',
    stderr: ''
  })
})

test('send - answers every line of standard input in order, and says what it left out', async ({ app }) => {
  const lines = Array.from({ length: 120 }, (_, n) => `/echo line ${n}`)

  const { code, stdout, stderr } = await app.cli(['send', '--json', '-'], `${lines.join('\n')}\n\n  \n`)

  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Left out 2 blank lines.\n' })
  expect(parsed(stdout).map(({ text }) => text)).toEqual(lines)
  expect(parsed(stdout).map(({ reply }) => (reply as { text: string }).text)).toEqual(
    lines.map((line) => line.slice('/echo '.length))
  )
})

test('send --in has SQS hold a message back, says until when, and exits 0', async ({ app }) => {
  const { code, stdout, stderr } = await app.cli(['send', '--json', '--in', '2s', '/echo later'])

  expect(code).toBe(0)
  expect(stderr).toContain('SQS holds it back until')
  const [sent] = parsed(stdout)
  expect(sent).toMatchObject({ status: 'sent', reply: null, deliverAt: expect.any(Number) })
  const answered = async () => {
    // Whoever runs when it comes takes the reply.
    await app.cli(['send', 'and one at once'])
    return parsed((await app.cli(['history', '--json'])).stdout)[0]?.['status']
  }
  await expect.poll(answered, { timeout: 20_000 }).toBe('answered')
})

test('send says why a message failed, and exits 1', async ({ app }) => {
  const { code, stdout, stderr } = await app.cli(['send', '--json', '--timeout', '50', '/fail on purpose'])

  expect(code).toBe(1)
  expect(parsed(stdout)).toEqual([
    expect.objectContaining({
      status: 'failed',
      reply: expect.objectContaining({ kind: 'error' }),
      reason: expect.objectContaining({ code: 'processing_failed' })
    })
  ])
  expect(stderr).toMatch(/failed after 5 attempts: .*on purpose/)
})

test('send gives up waiting after the time it was given, and exits 3', async ({ app }) => {
  const { code, stderr } = await app.cli(['send', '--timeout', '0.5', '/fail slowly'])

  expect(code).toBe(3)
  expect(stderr).toMatch(/no reply within 0.5 s; the message is (sent|queued)/)
})

for (const [name, args] of [
  ['no command', []],
  ['an unknown command', ['snd']],
  ['no text', ['send']],
  ['an unknown option', ['send', 'x', '--loud']],
  ['a blank text', ['send', '  ']],
  ['a bad time', ['send', 'x', '--timeout', 'soon']],
  ['a bad profile', ['send', 'x', '--profile', '../up']]
] as const) {
  test(`${name} is bad usage: one clear message, exit 2`, async ({ app }) => {
    const { code, stdout, stderr } = await app.cli(args)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toBe('')
    expect(stderr).not.toContain('    at ')
  })
}

test('a line over the limit is refused with both sizes, and the others are sent', async ({ app }) => {
  const { code, stdout, stderr } = await app.cli(
    ['send', '-'],
    `/echo before\n${'x'.repeat(1_100_000)}\n/echo after\n`
  )

  expect({ code, stdout }).toEqual({ code: 1, stdout: 'before\nafter\n' })
  expect(stderr).toMatch(/1,100,\d{3} bytes after escaping; SQS takes at most 1,048,064/)
})

test('history tells what was said, receive what was not read yet, once', async ({ app }) => {
  await app.cli(['send', '/echo one'])
  await app.cli(['send', '/echo two'])

  const history = await app.cli(['history', '--json'])
  const first = await app.cli(['receive', '--json'])
  const second = await app.cli(['receive', '--json'])

  expect(parsed(history.stdout).map(({ text, status }) => [text, status])).toEqual([
    ['/echo one', 'answered'],
    ['/echo two', 'answered']
  ])
  expect(parsed(first.stdout).map(({ text }) => text)).toEqual(['one', 'two'])
  expect(second).toMatchObject({ code: 0, stdout: '' })
})

test('export and import bring a history into another profile, and damaged data is refused whole', async ({
  app
}) => {
  await app.cli(['send', '/echo portable'])
  const exported = await app.cli(['export'])

  const damaged = await app.cli(['import', '-', '--profile', 'two'], exported.stdout.slice(0, -40))
  const before = await app.cli(['history', '--json', '--profile', 'two'])
  const taken = await app.cli(['import', '-', '--profile', 'two'], exported.stdout)
  const after = await app.cli(['history', '--json', '--profile', 'two'])

  expect(damaged).toMatchObject({ code: 2, stderr: expect.stringMatching(/Line \d+ .*Nothing was changed/) })
  expect(before.stdout).toBe('')
  expect(taken).toMatchObject({ code: 0, stderr: expect.stringContaining('Imported 2 messages') })
  expect(parsed(after.stdout).map(({ text }) => text)).toEqual(['/echo portable'])
})

test('a new chat is called by the first message that is sent in it', async ({ app }) => {
  const sent = await app.cli(
    ['send', '--new-chat', '--json', '-'],
    '/echo **Plans** for `Monday`\n/echo more\n'
  )
  const [first, second] = parsed(sent.stdout)
  const { stdout } = await app.cli(['export'])

  expect(first?.['conversationId']).toBe(second?.['conversationId'])
  expect(parsed(stdout).find(({ id }) => id === first?.['conversationId'])).toMatchObject({
    title: '/echo Plans for Monday',
    named: false
  })
  const both = await app.cli(['send', '--new-chat', '--conversation', 'processor', 'x'])
  expect(both.code).toBe(2)
})

test('delete takes a message or a chat away for good, once somebody has said yes', async ({ app }) => {
  await app.cli(['send', '-'], '/echo one\n/echo two\n')
  const [first] = parsed((await app.cli(['history', '--json'])).stdout)
  const id = String(first?.['id'])

  const unasked = await app.cli(['delete', id])
  const message = await app.cli(['delete', id, '--json'], 'yes\n')
  const left = await app.cli(['history', '--json'])
  const unknown = await app.cli(['delete', id, '--yes'])
  const chat = await app.cli(['delete', 'MessageProcessor', '--yes'])

  expect(unasked).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Delete the message "/echo one"')
  })
  expect(unasked.stderr).toContain('Nothing was changed.')
  expect({ code: message.code, printed: parsed(message.stdout) }).toEqual({
    code: 0,
    printed: [{ deleted: 'message', id }]
  })
  expect(parsed(left.stdout).map(({ text }) => text)).toEqual(['/echo two'])
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no chat or message') })
  expect(chat).toMatchObject({ code: 0, stderr: 'Emptied the chat "MessageProcessor".\n' })
  expect((await app.cli(['history'])).stdout).toBe('')
})

test('doctor names each check and finds nothing wrong', async ({ app }) => {
  const { code, stdout } = await app.cli(['doctor', '--json'])

  expect(code).toBe(0)
  expect(parsed(stdout).map(({ check, ok }) => [check, ok])).toEqual(
    [
      'Node.js',
      'Data folder',
      'Database',
      'Host',
      'Backend',
      'Queue ChatAPP',
      'Queue ChatAPP-responses',
      'Queue ChatAPP-dlq',
      'Outbox',
      'Round trip',
      'Rooms'
    ].map((check) => [check, true])
  )
})

test('the printed environment is all that another AWS client needs to talk to MessageProcessor', async ({
  app
}) => {
  const printed = await app.cli(['backend', '--print-env'])
  try {
    const env = Object.fromEntries(
      printed.stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/^export /, '').split('='))
    ) as Record<string, string>
    const client = new SQSClient({
      endpoint: env['AWS_ENDPOINT_URL'] ?? '',
      region: env['AWS_REGION'] ?? '',
      credentials: {
        accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? ''
      }
    })
    const url = async (QueueName: string) =>
      (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl

    await client.send(
      new SendMessageCommand({ QueueUrl: await url('ChatAPP'), MessageBody: 'hello from the console 👋' })
    )
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: await url('ChatAPP-responses'), WaitTimeSeconds: 10 })
    )

    expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
      kind: 'reply',
      text: expect.stringContaining('hello from the console 👋')
    })
    client.destroy()
  } finally {
    await app.cli(['backend', '--stop'])
  }
})

test('open prints a fresh link to the running window, and says so when there is none', async ({
  app,
  page
}) => {
  const before = await app.cli(['open'])
  await app.start()

  const { code, stdout } = await app.cli(['open'])
  await page.goto(stdout.trim())

  expect(before).toMatchObject({ code: 1, stdout: '' })
  expect(code).toBe(0)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})
