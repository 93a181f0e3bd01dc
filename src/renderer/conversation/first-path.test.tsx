import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const now = Date.now()
const timeline = {
  queued: now,
  sent: now + 5,
  enqueued: now + 4,
  firstReceived: now + 10,
  processed: now + 18,
  replied: now + 20,
  received: now + 41
}
const answered = aRequest({ status: 'answered', text: 'the first', timeline })
const card = () => page.getByRole('region', { name: 'The way of your first message' })
const firstRun = { settings: { pathShown: false }, connection: { roundTrip: { p50Ms: 41, count: 1 } } }

it('draws the way of the first message with its real times, and leads to every step', async () => {
  const { host } = await renderApp({ ...firstRun, messages: [answered] })

  await expect.element(card().getByRole('heading')).toHaveTextContent('The way of your first message: 41 ms')
  await expect.element(card()).toMatchTextContent('waited in the queue 6 ms')
  await expect.element(card()).toMatchTextContent('worked on 10 ms')
  expect(host.inputsOf('settings.set')).toEqual([{ pathShown: true }])
  await card().getByRole('button', { name: 'Every step' }).click()
  await expect.element(page.getByRole('complementary', { name: 'Message details' })).toBeVisible()
})

it('goes when it is closed, and does not come back', async () => {
  const { host } = await renderApp({ ...firstRun, messages: [answered] })

  await card().getByRole('button', { name: 'Close' }).click()
  await expect.element(card()).not.toBeInTheDocument()
  host.change({ ...answered, roundTripMs: 42 })

  await expect.element(page.getByText('the first')).toBeVisible()
  await expect.element(card()).not.toBeInTheDocument()
})

it.each([
  ['it was shown before', { ...firstRun, settings: { pathShown: true } }],
  ['it is not the first answer', { ...firstRun, connection: { roundTrip: { p50Ms: 41, count: 2 } } }]
])('draws nothing when %s', async (_, world) => {
  await renderApp({ ...world, messages: [answered] })

  await expect.element(page.getByText('the first')).toBeVisible()
  await expect.element(card()).not.toBeInTheDocument()
})
