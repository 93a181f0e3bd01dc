import { expect, it, vi } from 'vitest'
import { anAccount, anApp, answered, connect, connectionThat } from '../fakes/test-account'

/** A call fails, waits for its back-off and is made again: longer than the second that `waitFor` gives by itself. */
const within = { timeout: 10_000 }

it('pauses while credentials have expired, asks AWS sparingly, and goes on by itself once they work', async () => {
  const { aws, config } = await anAccount()
  const app = await anApp()
  await connect(app, config())
  await connectionThat(app, 'online', 'Work')
  aws.expired = true
  const { id } = await app.handlers['chat.send']({ text: '/echo kept' })
  await connectionThat(app, 'paused', 'expired')
  const calls = aws.calls.length

  aws.expired = false

  expect(await answered(app, id)).toEqual(['kept'])
  await connectionThat(app, 'online')
  expect(calls).toBeLessThan(40)
})

it('pauses when there are no credentials, says which, and goes on by itself once they are there', async () => {
  const { config, endpoint } = await anAccount()
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
  const app = await anApp()
  await connect(app, config())
  await connectionThat(app, 'paused', 'AWS_ACCESS_KEY_ID')

  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.accessKeyId)

  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'aws' })
})

it('takes renewed credentials by itself after the old ones were refused', async () => {
  const { config, endpoint } = await anAccount()
  const app = await anApp()
  await connect(app, config())
  await connectionThat(app, 'online', 'Work')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAREVOKED')
  await app.handlers['backends.check']({ id: 'work' })
  const { id } = await app.handlers['chat.send']({ text: '/echo renewed' })
  await connectionThat(app, 'paused')

  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.accessKeyId)

  expect(await answered(app, id)).toEqual(['renewed'])
})

it('shares the response queue when it may not create one, says so, and leaves the replies of others alone', async () => {
  const { aws, config } = await anAccount()
  aws.denied.add('CreateQueue')
  const apps = await Promise.all([anApp(), anApp(), anApp()])
  for (const app of apps) await connect(app, config())
  for (const app of apps) await connectionThat(app, 'online', 'shares ChatAPP-responses with others')

  const sent = await Promise.all(
    apps.flatMap((app, index) =>
      Array.from({ length: 4 }, async (_, n) => ({
        app,
        own: `${index}-${n}`,
        ...(await app.handlers['chat.send']({ text: `/echo ${index}-${n}` }))
      }))
    )
  )

  for (const { app, own, id } of sent) expect(await answered(app, id, 40_000)).toEqual([own])
  expect(await apps[0]?.handlers['notices.list']()).toMatchObject([
    { text: expect.stringContaining('sqs:CreateQueue') }
  ])
}, 60_000)

it('says that the action is not allowed, and sends by itself once it is', async () => {
  const { aws, config } = await anAccount()
  aws.denied.add('SendMessageBatch')
  const app = await anApp()
  await connect(app, config())
  const { id } = await app.handlers['chat.send']({ text: '/echo allowed' })
  await connectionThat(app, 'paused', 'connection test')

  aws.denied.delete('SendMessageBatch')

  expect(await answered(app, id)).toEqual(['allowed'])
})

it.each([
  ['a key that may not be used', 'KmsAccessDenied', 'paused', 'kms:GenerateDataKey'],
  ['a region that is not enabled', 'OptInRequired', 'paused', 'not enabled']
])('tells %s apart', async (_, name, state, detail) => {
  const { aws, config } = await anAccount()
  aws.errors.set('SendMessageBatch', [name, 400])
  const app = await anApp()
  await connect(app, config())

  await app.handlers['chat.send']({ text: 'hello' })

  expect(await connectionThat(app, state, detail)).toMatchObject({ backend: 'aws' })
})

it('waits for the name of a queue that was deleted a moment ago', async () => {
  const { aws, config } = await anAccount()
  aws.errors.set('CreateQueue', ['QueueDeletedRecently', 400])
  const app = await anApp()
  await connect(app, config())
  await connectionThat(app, 'paused', '60 seconds')

  aws.errors.delete('CreateQueue')

  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'aws' })
})

it('names queue, region and account when there is no such queue', async () => {
  const { config } = await anAccount()
  const app = await anApp()

  await connect(app, config({ requestQueue: 'Nothing' }))

  expect(await connectionThat(app, 'paused', 'no queue Nothing in')).toMatchObject({ backend: 'aws' })
})

it('tells a queue of another account from a missing one', async () => {
  const { aws, config } = await anAccount()
  aws.errors.set('GetQueueUrl', ['QueueDoesNotExist', 400])
  const app = await anApp()

  await connect(app, config({ requestQueue: 'http://localhost:1/999988887777/ChatAPP' }))

  expect(await connectionThat(app, 'paused', 'belongs to account 999988887777')).toMatchObject({
    backend: 'aws'
  })
})

it('keeps messages while a web page answers in place of SQS, and sends them when it has gone', async () => {
  const { aws, config } = await anAccount()
  aws.html = true
  const app = await anApp()
  await connect(app, config())
  const { id } = await app.handlers['chat.send']({ text: '/echo through' })
  await connectionThat(app, 'offline', 'web page')

  aws.html = false

  expect(await answered(app, id, 30_000)).toEqual(['through'])
}, 45_000)

it('names the clock when AWS refuses a request because of its time', async () => {
  const { aws, config } = await anAccount()
  aws.date = new Date(Date.now() - 3_600_000).toUTCString()
  aws.errors.set('SendMessageBatch', ['InvalidSignatureException', 403])
  const app = await anApp()
  await connect(app, config())

  const { id } = await app.handlers['chat.send']({ text: '/echo late' })
  await vi.waitFor(async () => {
    const { message } = await app.handlers['chat.detail']({ id })
    expect(message).toMatchObject({
      status: 'queued',
      reason: { message: expect.stringContaining('60 minutes ahead') }
    })
  }, within)
  aws.errors.clear()

  expect(await answered(app, id)).toEqual(['late'])
})

it('marks its response queue as in use at each start', async () => {
  const { aws, config } = await anAccount()
  const app = await anApp()
  await connect(app, config())
  await connectionThat(app, 'online')

  await vi.waitFor(() => expect(aws.calls).toContain('TagQueue'), within)
})
