import { expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { aLogEntry } from '../test/fake-aws'
import { aReply, aRequest, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const T = Date.UTC(2026, 10, 26, 9)
const details = page.getByRole('complementary', { name: 'Message details' })
const hop = (name: RegExp) => details.getByRole('list', { name: 'Hops and attempts' }).getByText(name)

/** A request that failed once and was answered then, looked at. */
async function inspected(world: FakeWorld = {}, id = 'r1') {
  const attempt = { attempt: 1, sqsMessageId: 'sqs-1', awsRequestId: 'first', startedAt: T + 30 }
  const failed = { at: T + 40, cause: '<b>boom</b> \u202edeliberate', nextAt: T + 1040 }
  const progress = [{ ...attempt, beganAt: T + 30, toldAt: T + 45, step: 0, failed }]
  const way = { queued: T, sent: T + 12, enqueued: T + 10, firstReceived: T + 25 }
  const app = await renderApp({
    messages: [
      aRequest({ id: 'r1', timeline: { ...way, received: T + 1100 }, progress, createdAt: 1 }),
      aReply({ id: 'a1', inReplyTo: 'r1', timeline: { received: T + 1100 }, createdAt: 2 })
    ],
    evidence: {
      r1: { sendings: [{ sqsMessageId: 'sqs-1', at: T + 12 }], clock: { aheadMs: 3, withinMs: 40 } }
    },
    traces: {
      a1: {
        enqueuedAt: T + 10,
        firstReceivedAt: T + 25,
        startedAt: T + 1045,
        processedAt: T + 1060,
        repliedAt: T + 1061,
        attempts: 2,
        sqsMessageId: 'sqs-1',
        awsRequestId: 'second'
      }
    },
    ...world
  })
  app.stores.view.getState().inspect(id)
  return app
}

it('draws each hop and each attempt, names the slowest and tells how the clocks stand', async () => {
  await inspected()

  await expect.element(details).toMatchTextContent('Slowest: Waits for the next attempt, 1.0 s')
  await expect.element(hop(/^Attempt 1 failed/)).toBeVisible()
  await expect.element(hop(/^Attempt 2: MessageProcessor answered/)).toBeVisible()
  await expect.element(details).toMatchTextContent('boom</b>')
  expect(details.element().querySelector('b')).toBeNull()
  await expect
    .element(details)
    .toMatchTextContent('The clocks of this computer and of the server agree to within')
  await expect.element(details).toMatchTextContent('MessageProcessor has a clock of its own')
})

it('says that the server’s clock differs, and by how much its times were corrected', async () => {
  const hour = 3_600_000
  await inspected({
    evidence: { r1: { clock: { aheadMs: hour, withinMs: 5 } } },
    traces: {
      a1: { enqueuedAt: T + 10 + hour, firstReceivedAt: T + 25 + hour, processedAt: T + 1060 + hour }
    }
  })

  await expect
    .element(details)
    .toMatchTextContent(/server’s clock is 60 min 0 s ahead of this computer’s \(± \d+ ms\)/)
})

it('shows the evidence behind a hop, and the log lines of an attempt only when asked', async () => {
  const logs = [
    aLogEntry({ requestId: 'second', text: 'of the second' }),
    aLogEntry({ requestId: 'first', text: 'of the first' })
  ]
  const { host } = await inspected({ aws: { logs } })

  await hop(/^Attempt 2: MessageProcessor answered/).click()
  await expect.element(details.getByText('sqs-1', { exact: true }).last()).toBeVisible()
  await expect.element(details.getByText('second', { exact: true })).toBeVisible()
  expect(host.inputsOf('logs.read')).toEqual([])
  await details.getByRole('button', { name: 'Load its log lines' }).last().click()

  await expect.element(details.getByText('of the second').first()).toBeVisible()
  expect(host.inputsOf('logs.read')).toEqual([{ messageId: 'r1' }])
})

it('has the other side of the exchange as it stands on the wire', async () => {
  const { stores } = await inspected()
  await details.getByText('Its reply', { exact: true }).click()
  await expect
    .element(details.getByRole('region', { name: 'Body as JSON' }).last())
    .toMatchTextContent('"id": "a1"')

  stores.view.getState().inspect('a1')
  await details.getByText('Its request', { exact: true }).click()
  await expect
    .element(details.getByRole('region', { name: 'Body as JSON' }).last())
    .toMatchTextContent('"id": "r1"')
})

it('names the trace, and links that of X-Ray', async () => {
  const traceparent = '00-01932c07209c7b5f9a3e1d2c3b4a5f60-9a3e1d2c3b4a5f60-01'
  await inspected({ traceparent, xrayUrl: 'https://eu-central-1.console.aws.amazon.com/x' })

  await expect.element(details).toMatchTextContent(`Trace${traceparent}`)
  await expect
    .element(details.getByRole('link', { name: 'Open the trace in CloudWatch' }))
    .toHaveAttribute('href', 'https://eu-central-1.console.aws.amazon.com/x')
})

it('can be copied whole, as JSON', async () => {
  let copied = ''
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void (copied = text))
  await inspected()

  await details.getByRole('button', { name: 'Copy as JSON' }).click()

  await expect.poll(() => copied).not.toBe('')
  expect(JSON.parse(copied)).toMatchObject({
    request: { message: { id: 'r1' } },
    replies: [{ message: { id: 'a1' } }],
    waterfall: { slowest: { label: 'Waits for the next attempt' } }
  })
})
