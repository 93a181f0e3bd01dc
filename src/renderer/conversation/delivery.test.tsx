import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { aReply, aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')

it('counts down to the next try of a throttled request and tries at once when asked', async () => {
  const request = aRequest({
    status: 'queued',
    attempts: 2,
    reason: aWireError('throttled', 'The backend asks to slow down.'),
    nextAttemptAt: Date.now() + 50_000
  })
  const { host } = await renderApp({ messages: [request] })
  await expect
    .element(log())
    .toMatchTextContent('Throttled. The backend asks to slow down. 2 attempts so far.')

  const timer = log().getByRole('timer', { name: 'Next try' })
  const seconds = () => Number(/Next try in (\d+) s/.exec(timer.element().textContent ?? '')?.[1])
  await expect.element(timer).toMatchTextContent(/Next try in \d+ s/)
  const first = seconds()
  expect(first).toBeLessThanOrEqual(50)
  await expect.poll(seconds, { timeout: 4000 }).toBeLessThan(first)
  await log().getByRole('button', { name: 'Retry now' }).click()

  expect(host.inputsOf('chat.retry')).toEqual([{ id: request.id }])
})

it('leads from a request that MessageProcessor gave up to its dead letter', async () => {
  await renderApp({
    messages: [
      aRequest({ status: 'failed', reason: aWireError('processing_failed', 'Your message failed.') })
    ]
  })

  await log().getByRole('button', { name: 'Show the dead letter' }).click()

  await expect.element(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
})

it('tries a request again and has its dead copy removed', async () => {
  const request = aRequest({
    status: 'failed',
    reason: aWireError('processing_failed', 'Your message failed.')
  })
  const { host } = await renderApp({ messages: [request] })

  await log().getByRole('button', { name: 'Retry and remove the dead copy' }).click()

  expect(host.inputsOf('chat.retry')).toEqual([{ id: request.id, removeDeadCopy: true }])
})

it('shows one failure, not two, once a later outcome has taken the place of the first', async () => {
  const request = aRequest({ status: 'failed', reason: aWireError('processing_failed') })
  const failure = { inReplyTo: request.id, kind: 'error' } as const
  await renderApp({
    messages: [
      request,
      aReply({ ...failure, text: 'It failed the first time.', superseded: true }),
      aReply({ ...failure, text: 'It failed the second time.' })
    ]
  })

  await expect.element(log().getByText('It failed the second time.')).toBeVisible()
  expect(log().getByText('It failed the first time.').elements()).toEqual([])
})

it('puts the text of a request that can never be sent back into the composer', async () => {
  await renderApp({
    messages: [aRequest({ text: 'far too long', status: 'failed', reason: aWireError('too_large') })]
  })

  await log().getByRole('button', { name: 'Edit' }).click()

  const field = page.getByRole('textbox', { name: 'Message' })
  await expect.element(field).toHaveValue('far too long')
  await expect.element(field).toHaveFocus()
})

it('says while offline that messages wait in the outbox, and how many', async () => {
  const { host } = await renderApp({ connection: { state: 'offline', outbox: 3 } })
  const hint = page.getByRole('status', { name: 'Outbox' })
  await expect.element(hint).toMatchTextContent('go out by themselves: 3 wait now.')

  host.emit('connection.changed', { ...host.connection, state: 'online', outbox: 0 })

  await expect.element(hint).not.toBeInTheDocument()
})

it('leaves the end of the log in sight when the banner takes a little of its room', async () => {
  const messages = Array.from({ length: 30 }, (_, index) => aRequest({ createdAt: index + 1 }))
  const { host } = await renderApp({ messages })
  await expect.element(log().getByRole('article').last()).toBeInViewport({ ratio: 1 })
  const scroller = log().element().querySelector('[data-virtuoso-scroller]')!

  host.emit('connection.changed', { ...host.connection, state: 'reconnecting', detail: '', outbox: 1 })
  await expect.element(page.getByRole('status', { name: 'Outbox' })).toBeVisible()

  await expect
    .poll(() => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop)
    .toBeLessThanOrEqual(1)
})
