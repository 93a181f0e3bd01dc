import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { aFakeAws } from '../fakes/fake-aws'
import { anAccount, anApp, answered, connect, connectionThat } from '../fakes/test-account'

it('talks to an account, back to the local backend, and shows the messages of both', async () => {
  const { config, aws } = await anAccount()
  const app = await anApp()
  const announced: string[] = []
  app.on('backends.changed', ({ activeId }) => announced.push(activeId))
  const local = await app.handlers['chat.send']({ text: '/echo here' })
  await answered(app, local.id)

  await connect(app, config({ requestQueue: `https://sqs.us-east-1.localhost:1/000000000000/ChatAPP` }))
  const there = await app.handlers['chat.send']({ text: '/echo there' })

  expect(await answered(app, there.id)).toEqual(['there'])
  expect(aws.calls).toContain('SendMessageBatch')
  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'aws', label: 'Work (us-east-1)' })
  await app.handlers['backends.activate']({ id: 'local' })
  const again = await app.handlers['chat.send']({ text: '/echo again' })
  expect(await answered(app, again.id)).toEqual(['again'])
  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'local' })
  expect(announced).toEqual(['local', 'work', 'local'])
  const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 100 })
  expect(messages.map((message) => ('backendId' in message ? message.backendId : null))).toEqual([
    null,
    null,
    null,
    'work',
    null,
    null
  ])
  expect(messages.map(({ text }) => text)).toEqual([
    '/echo here',
    'here',
    '/echo there',
    'there',
    '/echo again',
    'again'
  ])
})

const keysOf = (endpoint: { accessKeyId: string; secretAccessKey: string }): string =>
  `aws_access_key_id = ${endpoint.accessKeyId}\naws_secret_access_key = ${endpoint.secretAccessKey}\n`

describe('a message goes where the user chose', () => {
  const chosen = { credentials: { type: 'profile', profile: 'work' }, endpoint: null } as const

  it('to the endpoint of its profile, and never to that of [default]', async () => {
    const { config, aws, url, endpoint, write } = await anAccount()
    const thief = await aFakeAws()
    write('config', `[default]\nendpoint_url = ${thief.url}\n[profile work]\nendpoint_url = ${url}\n`)
    write('credentials', `[work]\n${keysOf(endpoint)}`)
    const app = await anApp()

    await connect(app, config(chosen))
    const { id } = await app.handlers['chat.send']({ text: '/echo mine' })

    expect(await answered(app, id)).toEqual(['mine'])
    expect(aws.calls).toContain('SendMessageBatch')
    expect(thief.state.calls).toEqual([])
    expect(await app.handlers['backends.destination']({ id: 'work' })).toMatchObject({
      region: { value: 'us-east-1', source: 'this backend' },
      endpoint: { value: url, source: 'endpoint_url of AWS profile "work"' },
      credentials: { value: 'access key', source: 'AWS profile "work"' }
    })
  })

  it('waits while no usable place is named, and goes there once one is, never to the local backend', async () => {
    const { config, url, endpoint, write } = await anAccount()
    const files = `[services ours]\nsqs =\n  endpoint_url = ${url}\n[profile work]\nservices =`
    write('config', `${files} ours\n`)
    write('credentials', `[work]\n${keysOf(endpoint)}`)
    const dataDir = temporaryFolder()
    const before = await anApp(dataDir, { connect: false })
    await connect(before, config(chosen))
    await before.stop()
    write('config', `${files} others\n`)

    const app = await anApp(dataDir)
    const { id } = await app.handlers['chat.send']({ text: '/echo waited' })
    const paused = await connectionThat(app, 'paused', 'services: ')
    write('config', `${files} ours\n`)
    await app.handlers['backends.activate']({ id: 'work' })

    expect(paused).toMatchObject({ backend: 'aws', outbox: 1 })
    expect(await answered(app, id, 30_000)).toEqual(['waited'])
    expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'aws' })
  })

  it('waits while the entry of the chosen backend cannot be read', async () => {
    const { config } = await anAccount()
    const dataDir = temporaryFolder()
    const before = await anApp(dataDir, { connect: false })
    await connect(before, config())
    await before.stop()
    const db = new DatabaseSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'))
    db.exec(`UPDATE settings SET value = replace(value, '"us-east-1"', '7') WHERE key = 'backends:all'`)
    db.close()

    const app = await anApp(dataDir)
    const { id } = await app.handlers['chat.send']({ text: '/echo kept' })

    expect(await connectionThat(app, 'paused', 'cannot be read')).toMatchObject({ backend: 'aws', outbox: 1 })
    await app.handlers['backends.activate']({ id: 'local' })
    expect(await answered(app, id)).toEqual(['kept'])
  })
})

it('sends what waits in the outbox to whatever is active', async () => {
  const { config, aws } = await anAccount()
  aws.expired = true
  const app = await anApp()
  await connect(app, config())
  const { id } = await app.handlers['chat.send']({ text: '/echo moved' })
  await connectionThat(app, 'paused')

  await app.handlers['backends.activate']({ id: 'local' })

  expect(await answered(app, id)).toEqual(['moved'])
})

it('names the queues of the backend that is active', async () => {
  const { config } = await anAccount()
  const app = await anApp()
  const before = app.info

  await connect(
    app,
    config({
      requestQueue: 'Orders.fifo',
      sharedResponseQueue: 'ChatAPP-responses-team.fifo',
      functionName: 'Clerk'
    })
  )

  expect(await app.handlers['app.info']()).toMatchObject({
    requestQueue: 'Orders.fifo',
    responseQueue: `ChatAPP-responses-team-${before.installId}.fifo`,
    functionName: 'Clerk'
  })
})

it('follows in one host what was chosen in another', async () => {
  const { config } = await anAccount()
  const dataDir = temporaryFolder()
  const [window, terminal] = [await anApp(dataDir), await anApp(dataDir)]

  await connect(terminal, config())

  await connectionThat(window, 'online', 'Work')
  const { id } = await terminal.handlers['chat.send']({ text: '/echo both' })
  expect(await answered(terminal, id)).toEqual(['both'])
  expect(await window.handlers['backends.list']()).toMatchObject({ activeId: 'work' })
})

it('goes back to the local backend when the active one is removed', async () => {
  const { config } = await anAccount()
  const app = await anApp()
  await connect(app, config())

  await app.handlers['backends.remove']({ id: 'work' })

  expect(await app.handlers['backends.list']()).toEqual({
    activeId: 'local',
    backends: [{ id: 'local', kind: 'local' }],
    asksFirst: false,
    choices: { local: { colour: 'grey', protected: false, queueDesk: 'read-only', agents: 'locked' } }
  })
  await connectionThat(app, 'online', 'local')
})

it('leaves a damaged entry out, says so, and keeps the others', async () => {
  const { config } = await anAccount()
  const dataDir = temporaryFolder()
  const first = await anApp(dataDir)
  await first.handlers['backends.save'](config())
  await first.handlers['backends.save'](config({ id: 'other', name: 'Other' }))
  await first.stop()
  const db = new DatabaseSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'))
  db.exec(
    `UPDATE settings SET value = replace(value, '"region":"us-east-1","credentials":{"type":"environment"},"requestQueue":"ChatAPP"', '"region":7,"requestQueue":"ChatAPP"') WHERE key = 'backends:all'`
  )
  db.exec(
    `UPDATE settings SET value = replace(value, '"id":"other","kind":"aws","name":"Other","region":7', '"id":"other","kind":"aws","name":"Other","region":"us-east-1","credentials":{"type":"environment"}') WHERE key = 'backends:all'`
  )
  db.close()

  const second = await anApp(dataDir)

  expect((await second.handlers['backends.list']()).backends.map(({ id }) => id)).toEqual(['local', 'other'])
  expect(await second.handlers['notices.list']()).toMatchObject([
    { level: 'warning', text: expect.stringMatching(/stored backend \(Work\).*region/) }
  ])
})

it.each([
  [{ requestQueue: 'Chat APP' }, /^requestQueue: /],
  [
    { requestQueue: 'https://s3.us-east-1.amazonaws.com/123456789012/ChatAPP', endpoint: null },
    /^requestQueue: /
  ],
  [{ endpoint: 'http://queues.example' }, /^endpoint: /],
  [{ credentials: { type: 'profile', profile: 'nobody' } }, /^profile: .*nobody/],
  [{ id: 'local' }, /^id: /]
] as const)('refuses to save %j, naming the field', async (fields, message) => {
  const { config } = await anAccount()
  const app = await anApp(undefined, { connect: false })

  await expect(app.handlers['backends.save'](config(fields))).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(message)
  })
})

it('sends nothing to a protected backend that was switched to before the user says so, also what waits', async () => {
  const { config, aws } = await anAccount()
  const app = await anApp()
  await connect(app, config({ id: 'down', name: 'Down', endpoint: 'http://127.0.0.1:1' }))
  const waiting = await app.handlers['chat.send']({ text: '/echo waited' })
  await app.handlers['backends.save'](config())
  await app.handlers['backends.activate']({ id: 'work' })
  await connectionThat(app, 'online', 'Work')

  await expect(app.handlers['chat.send']({ text: '/echo now' })).rejects.toMatchObject({ code: 'conflict' })
  expect(aws.calls).not.toContain('SendMessageBatch')
  expect(await app.handlers['backends.list']()).toMatchObject({ activeId: 'work', asksFirst: true })
  await app.handlers['backends.confirm']({ id: 'work' })

  expect(await answered(app, waiting.id)).toEqual(['waited'])
  const { id } = await app.handlers['chat.send']({ text: '/echo now' })
  expect(await answered(app, id)).toEqual(['now'])
})
