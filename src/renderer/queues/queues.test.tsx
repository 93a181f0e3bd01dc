import { expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { CheckUpFinding, QueueStatus } from '../../shared/contract'
import { sayForeign } from '../../shared/said'
import { aMonitoring, anAwsBackend } from '../test/fake-aws'
import { aHistory, aLedger, aRequest, aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const aQueue = (fields: Partial<QueueStatus> = {}): QueueStatus => ({
  name: 'ChatAPP',
  role: 'request',
  visible: 0,
  inFlight: 0,
  delayed: 0,
  oldestMs: null,
  ...fields
})
const twoQueues = [
  aQueue(),
  aQueue({ name: 'ChatAPP-dlq', role: 'dead-letter', visible: 2, oldestMs: 125_000 })
]

/** A history with something in its last step but one. */
const busy = aHistory({
  visible: aHistory().at.map((_, index) => (index === 58 ? 1234 : null)),
  sent: aHistory().at.map((_, index) => (index === 58 ? 3 : 0)),
  p99Ms: aHistory().at.map((_, index) => (index === 58 ? 4300 : null)),
  totals: { sent: 3, answered: 2, p50Ms: 41, p99Ms: 4300 }
})

async function renderQueues(world: FakeWorld = {}, width?: number) {
  const app = await renderApp({ queues: twoQueues, ...world }, width)
  app.stores.view.getState().show('queues')
  await expect.element(page.getByRole('heading', { name: 'Over time' })).toBeVisible()
  return app
}

it('says of each queue how full it is and how long its oldest message has been there', async () => {
  await renderQueues()

  const cards = page.getByRole('main').getByRole('listitem')
  await expect.element(cards.filter({ hasText: 'ChatAPP-dlq' })).toMatchTextContent('Waiting2')
  await expect.element(cards.filter({ hasText: 'ChatAPP-dlq' })).toMatchTextContent('Oldest2 min 5 s')
  await expect.element(cards.filter({ hasText: 'What you send' })).toMatchTextContent('Oldest–')
})

it('draws a queue over time and says what the span came to; another span and another queue are asked for', async () => {
  const { host } = await renderQueues({ history: () => busy })

  await expect
    .element(
      page.getByRole('figure', {
        name: /^Request queue over time. The last 15 minutes: 3 sent, 2 answered; half within 41 ms, 99 % within 4.3 s./
      })
    )
    .toBeVisible()
  await button('3 h').click()
  await page.getByRole('combobox', { name: 'Queue' }).selectOptions('Dead-letter queue')

  await expect
    .poll(() => host.inputsOf('queues.history'))
    .toEqual([
      { queue: 'ChatAPP', span: '15m' },
      { queue: 'ChatAPP', span: '3h' },
      { queue: 'ChatAPP-dlq', span: '3h' }
    ])
})

it('keeps the chosen queue and span across views, and asks nothing while another view is shown', async () => {
  const { host, stores } = await renderQueues({ history: () => busy })
  await button('3 d').click()
  await expect.poll(() => host.inputsOf('queues.history')).toHaveLength(2)
  stores.view.getState().show('chat')
  await expect.element(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
  host.emit('message.changed', aRequest())
  stores.view.getState().show('queues')

  await expect.element(button('3 d')).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => host.inputsOf('queues.history')).toHaveLength(3)
  expect(host.inputsOf('queues.history').at(-1)).toEqual({ queue: 'ChatAPP', span: '3d' })
})

it('reads values where the pointer is, and opens the messages of what is clicked', async () => {
  const { stores } = await renderQueues({ history: () => busy })
  const canvas = page.getByRole('figure', { name: /over time/ })
  await expect.element(canvas).toBeVisible()
  const over = document.querySelector('.u-over')
  if (!over) throw new Error('There is no chart.')
  const { width } = over.getBoundingClientRect()
  await userEvent.hover(over, { position: { x: (58 / 59) * width, y: 20 } })

  await expect.element(page.getByText(/, in 15 seconds$/)).toBeVisible()
  await expect.element(button(/^Waiting/)).toMatchTextContent('1,234')
  await expect.element(button(/p99/)).toMatchTextContent('4.3 s')
  await userEvent.click(over, { position: { x: (58 / 59) * width, y: 20 } })

  await expect
    .element(page.getByRole('searchbox'))
    .toHaveValue(expect.stringMatching(/^after:\d{4}-\d\d-\d\dT[\d:]{8} before:\d{4}-\d\d-\d\dT[\d:]{8}$/))
  expect(stores.view.getState().view).toBe('queues')
})

it('says the chart as a table, from which the messages of a moment are opened too', async () => {
  await renderQueues({ history: () => busy })
  await page.getByText('As a table').click()
  const table = page.getByRole('table')

  await expect.element(table.getByRole('row').nth(1)).toMatchTextContent('1,234––30––4.3 sOpen')
  expect(table.getByRole('row').elements()).toHaveLength(2)
  await table.getByRole('button').click()
  await expect.element(page.getByRole('searchbox')).toHaveFocus()
})

it('hides and shows a line by its name', async () => {
  await renderQueues({ history: () => busy })

  await button(/^Waiting/).click()

  await expect.element(button(/^Waiting/)).toHaveAttribute('aria-pressed', 'false')
  await expect.element(button(/^Delayed/)).toHaveAttribute('aria-pressed', 'false')
  await expect.element(button(/p50/)).toHaveAttribute('aria-pressed', 'true')
})

it('says why samples cannot be read', async () => {
  const { host, stores } = await renderApp({ queues: twoQueues })
  host.fail('queues.history', aWireError('storage', 'The disk is full.'))
  stores.view.getState().show('queues')

  await expect.element(page.getByRole('alert')).toMatchTextContent('The disk is full.')
})

it('costs nothing on this computer, and says that nothing watches it', async () => {
  const alarms = { alarms: [], missing: [sayForeign('The local backend has no alarms.')] }
  await renderQueues({ alarms })

  await expect.element(page.getByText('$0.00 this month')).toBeVisible()
  await expect.element(page.getByText('The local backend has no alarms.')).toBeVisible()
})

it('says what an account costs this month and how that is reckoned, and which alarm rings', async () => {
  const one = { since: 0, reason: 'Threshold crossed', description: 'It crashed.', url: null }
  await renderQueues({
    connection: { backend: 'aws', can: { account: true, cloudWatch: true }, label: 'eu-central-1' },
    aws: { backends: [anAwsBackend()], activeId: 'work', monitoring: aMonitoring() },
    alarms: {
      alarms: [
        { ...one, name: 'ChatAPP-errors', state: 'alarm' },
        { ...one, name: 'ChatAPP-slow', state: 'ok' }
      ],
      missing: []
    }
  })

  await expect.element(page.getByText('$0.05 this month')).toBeVisible()
  await page.getByText('How this is reckoned').click()
  await expect.element(page.getByText(/1,234 requests to SQS in November 2026/)).toBeVisible()
  const alarms = page.getByRole('region', { name: 'Alarms' })
  await expect.element(alarms).toMatchTextContent('1 of 2 ring')
  await alarms.getByText('ChatAPP-errors').click()
  await expect.element(alarms.getByText('Threshold crossed').first()).toBeVisible()
})

it('accounts for every message, and saves the list', async () => {
  const saved = vi.fn<() => Promise<'saved'>>(async () => 'saved')
  const { host } = await renderQueues({
    ledger: aLedger({
      counters: { ...aLedger().counters, written: 1234, askedAgain: 5 },
      places: { outbox: 1, underWay: 2, delivered: 0, answered: 1200, failed: 30, deleted: 1 },
      failures: { processor: 20, noAnswer: 0, cancelled: 10, refused: 0 }
    })
  })
  host.saved = saved
  const ledger = page.getByRole('region', { name: 'Delivery ledger' })

  await expect.element(ledger).toMatchTextContent('1,234 messages sent')
  await expect.element(ledger).toMatchTextContent('failed · 20 by MessageProcessor · 10 cancelled by you30')
  await ledger.getByText('What was counted on the way').click()
  await expect.element(ledger).toMatchTextContent('Asked again without an answer5')
  await ledger.getByRole('button', { name: 'Export the list' }).click()

  await expect.poll(() => saved.mock.calls.length).toBe(1)
  expect(host.inputsOf('ledger.export')).toEqual([{ cursor: null }, { cursor: 'messages:1' }])
  await expect.element(ledger.getByRole('button', { name: 'Export the list' })).toBeVisible()
})

it('raises its voice when a message is nowhere', async () => {
  await renderQueues({ ledger: aLedger({ unaccounted: 2 }) })

  await expect.element(page.getByRole('alert')).toMatchTextContent('2 messages are nowhere.')
})

it('fits into 360 pixels', async () => {
  await renderQueues({ history: () => busy }, 360)
  await expect.element(page.getByRole('figure', { name: /over time/ })).toBeVisible()
  const pane = document.querySelector('[data-pane]')

  expect(pane?.scrollWidth).toBe(pane?.clientWidth)
})

it('has room for its whole title in 360 pixels, in German too, and still leads to the log', async () => {
  const { stores } = await renderApp({ queues: twoQueues, settings: { language: 'de' } }, 360)
  stores.view.getState().show('queues')
  const title = page.getByRole('heading', { level: 1 })
  const log = page.getByRole('main').getByRole('button', { name: 'Prozessor-Protokoll' })
  await expect.element(log).toBeVisible()

  expect(title.element().scrollWidth).toBeLessThanOrEqual(title.element().clientWidth)
  await log.click()
  await expect.element(title).toMatchTextContent('Prozessor-Protokoll')
})

const aFinding = (fields: Partial<CheckUpFinding>): CheckUpFinding => ({
  check: 'visibility',
  title: 'Visibility timeout',
  titleSaid: sayForeign('Visibility timeout').said,
  state: 'ok',
  ...sayForeign('It is long enough.'),
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  command: null,
  fix: null,
  ...fields
})

it('looks over a queue from its card: what is to be mended first, why, and by which command', async () => {
  const command = "aws sqs set-queue-attributes --attributes '{}'"
  const { host } = await renderQueues({
    checkUp: (queue) => ({
      queue,
      arn: `arn:aws:sqs:eu-central-1:1:${queue}`,
      findings: [
        aFinding({}),
        aFinding({
          check: 'policy',
          state: 'unknown',
          fix: { action: 'a', policy: '{"p":1}', consolePath: 'IAM' }
        }),
        aFinding({ check: 'dead-letters', state: 'problem', ...sayForeign('It has none.'), command })
      ]
    })
  })

  await button('Check up ChatAPP-dlq').click()
  const report = page.getByRole('region', { name: 'Check-up of ChatAPP-dlq' })

  await expect.element(report).toMatchTextContent('1 thing to mend, 1 check could not be made')
  expect(host.inputsOf('queues.checkUp')).toEqual([{ queue: 'ChatAPP-dlq' }])
  const items = report.getByRole('listitem')
  await expect.element(items.first()).toMatchTextContent('to mend')
  await expect.element(items.first()).toMatchTextContent(command)
  await expect.element(items.first().getByRole('link', { name: 'AWS on this' })).toBeVisible()
  await expect.element(items.nth(1)).toMatchTextContent('{"p":1}')
  await report.getByRole('button', { name: /^Close/ }).click()
  await expect.element(report).not.toBeInTheDocument()
})

it('looks over any queue that is named, and says why it cannot', async () => {
  const { host } = await renderQueues()
  host.fail('queues.checkUp', aWireError('queue_missing', 'There is no such queue.'))

  await page.getByRole('textbox', { name: 'Name, URL or ARN of a queue' }).fill(' Theirs ')
  await userEvent.keyboard('{Enter}')

  await expect
    .element(page.getByRole('region', { name: 'Check-up of Theirs' }).getByRole('alert'))
    .toMatchTextContent('There is no such queue.')
  expect(host.inputsOf('queues.checkUp')).toEqual([{ queue: 'Theirs' }])
})
