import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { LetterSummary } from '../../shared/contract'
import { aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const aLetter = (n: number, fields: Partial<LetterSummary> = {}): LetterSummary => ({
  place: 'queue',
  id: `letter-${n}`,
  queue: 'ChatAPP-dlq',
  text: `order ${n}`,
  length: 8,
  ours: true,
  correlationId: `c-${n}`,
  conversationId: null,
  cause: `no order ${n}`,
  attempts: 6,
  sentAt: Date.now() - n * 60_000,
  source: 'ChatAPP',
  state: 'free',
  edited: false,
  ...fields
})

async function desk(world: FakeWorld, width = 1280) {
  const app = await renderApp(world, width)
  app.stores.view.getState().show('letters')
  return app
}

it('groups letters by their cause, whatever number is in it, and chooses a whole group', async () => {
  const { host } = await desk({
    letters: [1, 2, 3].map((n) => aLetter(n)).concat(aLetter(4, { cause: null }))
  })

  await page.getByRole('checkbox', { name: 'Choose all with the cause no order 1' }).click()
  await expect.element(page.getByText('3 chosen')).toBeVisible()
  await page.getByRole('button', { name: 'Take', exact: true }).click()

  const taken = [1, 2, 3].map((n) => ({ place: 'queue', id: `letter-${n}` }))
  await expect.poll(() => host.inputsOf('letters.take')).toEqual([{ letters: taken }])
})

it('says what a look does to what it shows', async () => {
  await desk({ letters: [aLetter(1)], look: { effect: 'received', hiddenSeconds: 30, requests: 3 } })

  await expect.element(page.getByText(/to look is to receive/)).toBeVisible()
})

it('draws the text of a letter as text, never as a page', async () => {
  await desk({ letters: [aLetter(1, { text: '<img src=x onerror=alert(1)><b>bold</b>' })] })

  await expect.element(page.getByText('<img src=x onerror=alert(1)><b>bold</b>')).toBeVisible()
})

it('has nothing to choose where no letter lies, and says so', async () => {
  await desk({ letters: [] })

  await expect.element(page.getByText(/No letter lies here/)).toBeVisible()
})

it('says why it could not look, and looks again', async () => {
  const { host } = await desk({ letters: [aLetter(1)] })
  await expect.element(page.getByText('order 1', { exact: true })).toBeVisible()
  host.fail('letters.list', aWireError('queue_missing', 'The queue is gone.'))

  await page.getByRole('button', { name: 'Look again' }).first().click()

  await expect.element(page.getByText('The queue is gone.')).toBeVisible()
})

it('says under a letter what the first line of its log says, also of one whose end was cut', async () => {
  const line = JSON.stringify({
    level: 'WARN',
    message: 'message failed',
    correlationId: 'c-1',
    outcome: 'failed',
    error: 'OrderError',
    frames: ['at one, two', 'at "three","four"', 'at five']
  })
  const cut = line.slice(0, line.indexOf('four'))
  await desk({
    letters: [1, 2, 3].map((n) => aLetter(n)),
    letterLogs: [
      { correlationId: 'c-1', line },
      { correlationId: 'c-2', line: cut },
      { correlationId: 'c-3', line: '{"message' }
    ]
  })

  for (const name of [
    'order 1 message failed outcome=failed error=OrderError',
    'order 2 message failed outcome=failed error=OrderError …',
    'order 3 {"message'
  ])
    await expect.element(page.getByRole('button', { name })).toBeVisible()
})

it('has room for its whole title in 360 pixels, in German too', async () => {
  await desk({ letters: [aLetter(1)], settings: { language: 'de' } }, 360)
  const title = page.getByRole('heading', { level: 1 })
  await expect.element(title).toBeVisible()

  expect(title.element().scrollWidth).toBeLessThanOrEqual(title.element().clientWidth)
  await expect
    .element(page.getByRole('main').getByRole('button', { name: 'Noch einmal suchen' }))
    .toBeVisible()
})
