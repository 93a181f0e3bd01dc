import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { sayForeign } from '../../shared/said'
import { aMonitoring, anAwsBackend } from '../test/fake-aws'
import { aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string) => page.getByRole('button', { name, exact: true })
const aws = { backends: [anAwsBackend()], activeId: 'work' }
const connection = {
  backend: 'aws',
  can: { account: true, cloudWatch: true },
  label: 'eu-central-1'
} as const
const aQueue = (name: string, idleDays: number, stale: boolean) => ({
  name,
  owner: `owner of ${name}`,
  lastHeartbeat: Date.now(),
  idleDays,
  stale
})

async function renderQueues(world: FakeWorld = {}) {
  const app = await renderApp({ connection, aws, ...world })
  app.stores.view.getState().show('queues')
  return app
}

it('draws what CloudWatch tells and says it in words, with cost and dashboard', async () => {
  const points = [
    { at: 1_000_000, value: 3 },
    { at: 1_060_000, value: 75 }
  ]
  const monitoring = aMonitoring({
    series: [
      { name: 'oldest-age-seconds', points },
      { name: 'dlq-depth', points: [] }
    ],
    missing: [sayForeign('The function may not be watched: allow cloudwatch:GetMetricData.')]
  })
  const { host } = await renderQueues({ aws: { ...aws, monitoring } })

  await expect
    .element(page.getByRole('img', { name: 'Age of the oldest request: now 1 min 15 s, at most 1 min 15 s' }))
    .toBeVisible()
  await expect.element(page.getByText('No data in this time')).toBeVisible()
  await expect.element(page.getByText('allow cloudwatch:GetMetricData', { exact: false })).toBeVisible()
  await page.getByText('How this is reckoned').click()
  await expect
    .element(page.getByText('1,234 requests to SQS in November 2026: 0.1 % of the free million.'))
    .toBeVisible()
  await expect
    .element(page.getByRole('link', { name: 'Dashboard in CloudWatch' }))
    .toHaveAttribute('href', monitoring.dashboardUrl ?? '')
  await button('24 h').click()

  await expect.poll(() => host.inputsOf('monitoring.get')).toEqual([{ hours: 3 }, { hours: 24 }])
})

it('says why CloudWatch cannot be read', async () => {
  const { host, stores } = await renderApp({ connection, aws })
  host.fail('monitoring.get', aWireError('throttled', 'CloudWatch asks to slow down.'))
  stores.view.getState().show('queues')

  await expect.element(page.getByRole('alert')).toMatchTextContent('CloudWatch asks to slow down.')
})

it('asks CloudWatch for nothing on the local backend', async () => {
  const { host } = await renderQueues({ connection: {}, queues: [] })
  await expect.element(page.getByText('This backend has no queues yet.')).toBeVisible()

  expect(host.inputsOf('monitoring.get')).toEqual([])
})

it('says that replies come over the shared queue, and leads to the policy', async () => {
  const depth = { visible: 0, inFlight: 0, delayed: 0, oldestMs: null }
  const shared = { name: 'ChatAPP-responses', role: 'shared-response', ...depth } as const
  const { host } = await renderQueues({ queues: [{ name: 'ChatAPP', role: 'request', ...depth }, shared] })

  await expect.element(page.getByText('shared response queue', { exact: true })).toBeVisible()
  await button('Show the policy').click()

  await expect.poll(() => host.inputsOf('backends.check')).toEqual([{ id: 'work' }])
})

it('lists unused response queues first and deletes exactly them, after naming how many', async () => {
  const own = 'ChatAPP-responses-k3f9x2'
  const responseQueues = [
    aQueue(own, 30, true),
    aQueue('ChatAPP-responses-new', 0, false),
    aQueue('ChatAPP-responses-old', 20, true)
  ]
  const { host } = await renderQueues({ aws: { ...aws, responseQueues } })
  expect(host.inputsOf('responseQueues.list')).toEqual([])

  await button('Look for unused ones').click()
  await expect
    .element(page.getByRole('list', { name: 'Response queues' }))
    .toMatchTextContent('ChatAPP-responses-old owner of ChatAPP-responses-oldidle for 20 days · unused')
  await button('Delete 1 unused queue…').click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete response queues' })
  await expect.element(dialog).toMatchTextContent('Delete 1 response queue?')
  expect(host.inputsOf('responseQueues.sweep')).toEqual([])
  await dialog.getByRole('button', { name: 'Delete 1 response queue' }).click()

  await expect.element(page.getByText('Deleted: ChatAPP-responses-old.')).toBeVisible()
  expect(host.inputsOf('responseQueues.sweep')).toEqual([{ names: ['ChatAPP-responses-old'] }])
})
