import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { RequestMessage } from '../../shared/message'
import type { Attempt } from '../../shared/progress'
import { aReply, aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')
const strip = () => log().getByRole('group', { name: 'Where it is now' })
const current = () => strip().element().querySelector('[aria-current="step"]')?.textContent

const anAttempt = (fields: Partial<Attempt> = {}): Attempt => ({
  attempt: 1,
  of: 5,
  sqsMessageId: 'sqs-1',
  startedAt: 1,
  beganAt: Date.now() - 3000,
  toldAt: Date.now() - 2000,
  step: 0,
  ...fields
})

/** A request that SQS took `ago` milliseconds ago. */
const sent = (ago: number, fields: Partial<RequestMessage> = {}): RequestMessage => {
  const at = Date.now() - ago
  const timeline = { queued: at - 100, sent: at }
  return aRequest({ status: 'sent', attempts: 1, timeline, awaitedSince: at, ...fields })
}

/** The same message, and what its handler tells. */
const told = (fraction: number, text: string) =>
  sent(2000, { id: 'm', progress: [anAttempt({ fraction, text })] })

/** What a screen reader reads out unasked. */
const spoken = (): string =>
  [...document.querySelectorAll('output, [aria-live="polite"], [aria-live="assertive"], [role="status"]')]
    .map(({ textContent }) => textContent)
    .join()

it('names the hop that a message is at, with the time it has been there', async () => {
  const { host } = await renderApp({ messages: [sent(5000, { id: 'm' })] })
  await expect.element(strip()).toMatchTextContent(/waits to be processed · \d+ s/)
  expect(current()).toBe('SQS')

  host.emit('message.changed', sent(5000, { id: 'm', progress: [anAttempt()] }))

  await expect.element(strip()).toMatchTextContent(/attempt 1 of 5 · \d+ s/)
  expect(current()).toBe('Lambda')
})

it('shows nothing of a message in its first half second, and its strip once that is over', async () => {
  // Of a moment that no slow computer reaches.
  const { host } = await renderApp({ messages: [sent(-60_000, { id: 'quick' })] })
  await expect.element(log().getByRole('article', { name: 'Ada, sent: SQS has it' })).toBeVisible()
  expect(strip().elements()).toEqual([])

  host.emit('message.changed', sent(0, { id: 'slow' }))

  await expect.element(strip()).toBeVisible()
  expect(strip().elements()).toHaveLength(1)
})

it('names the cause of a failed attempt and counts down to the next', async () => {
  const failed = { at: 1, cause: 'boom <b>bold</b> \u202e', nextAt: Date.now() + 9000 }
  await renderApp({ messages: [sent(2000, { progress: [anAttempt({ failed })] })] })

  await expect
    .element(strip())
    .toMatchTextContent(/Attempt 1 of 5 failed: boom <b>bold<\/b> .*· next in [78] s/)
  expect(strip().element().querySelector('b')).toBeNull()
  expect(current()).toBe('SQS')
})

it.each([
  [0, /· the next one begins$/],
  [9000, /· the next one is awaited: it comes once the visibility timeout is over$/]
])('says %d ms after its countdown what the next attempt waits for', async (ago, words) => {
  const failed = { at: 1, cause: 'boom', nextAt: Date.now() - ago }
  await renderApp({ messages: [sent(2000, { progress: [anAttempt({ failed })] })] })

  await expect.element(strip()).toMatchTextContent(words)
})

it('draws how far a handler is, and what it says, which grows in place', async () => {
  const { host } = await renderApp({ messages: [told(0.4, 'two of five')] })
  const bar = strip().getByRole('progressbar', { name: 'Progress' })
  await expect.element(bar).toHaveAttribute('value', '0.4')
  await expect.element(strip()).toMatchTextContent('two of five')

  host.emit('message.changed', told(0.6, 'three of five'))

  await expect.element(strip()).toMatchTextContent('three of five')
  await expect.element(bar).toHaveAttribute('value', '0.6')
})

it('gives way to the reply, in its place', async () => {
  const request = sent(2000, { id: 'm', progress: [anAttempt({ text: 'thinking' })] })
  const { host } = await renderApp({ messages: [request] })
  await expect.element(strip()).toBeVisible()
  const place = strip().element().getBoundingClientRect()

  host.emit('message.changed', { ...request, status: 'answered' })
  host.emit('message.changed', aReply({ inReplyTo: 'm', text: 'done' }))

  await expect.element(strip()).not.toBeInTheDocument()
  const reply = log().getByRole('article', { name: 'Reply from MessageProcessor' })
  await expect.element(reply).toMatchTextContent('done')
  expect(reply.element().getBoundingClientRect().left).toBe(place.left)
})

it('offers to ask now or to give up when an answer is late, and says when ChatAPP asks again', async () => {
  const { host } = await renderApp({
    messages: [sent(48_000, { id: 'm' })],
    connection: { receivingSince: 1000 }
  })
  await expect.element(strip()).toMatchTextContent(/No answer yet\. Asks again in 1:1[0-2]\./)

  await strip().getByRole('button', { name: 'Ask now' }).click()
  await expect.element(strip()).toMatchTextContent('Asking again now…')
  await strip().getByRole('button', { name: 'Give up' }).click()

  expect(host.inputsOf('chat.askNow')).toEqual([{ id: 'm' }])
  expect(host.inputsOf('chat.giveUp')).toEqual([{ id: 'm' }])
  await expect.element(log()).toMatchTextContent('No answer. You gave it up.')
  await expect.element(strip()).not.toBeInTheDocument()
})

it('promises no moment while no reply can arrive', async () => {
  await renderApp({ messages: [sent(48_000)], connection: { state: 'reconnecting' } })

  await expect.element(strip()).toMatchTextContent('ChatAPP asks again once replies can arrive.')
})

it('leaves the log at its end when it appears, grows and goes', async () => {
  const messages = Array.from({ length: 30 }, (_, index) => aRequest({ createdAt: index + 1 }))
  const { host } = await renderApp({ messages })
  await expect.element(log().getByRole('article').last()).toBeInViewport({ ratio: 1 })
  const scroller = log().element().querySelector('[data-virtuoso-scroller]')!
  const below = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop

  host.emit('message.changed', sent(0, { id: 'm', createdAt: 100 }))
  await expect.element(strip()).toBeVisible()
  await expect.poll(below).toBeLessThanOrEqual(1)
  host.emit(
    'message.changed',
    sent(0, { id: 'm', createdAt: 100, progress: [anAttempt({ text: 'line\n\n'.repeat(10) })] })
  )
  await expect.element(strip()).toMatchTextContent('line')

  await expect.poll(below).toBeLessThanOrEqual(1)
})

it('tells a screen reader nothing of each step', async () => {
  const { host } = await renderApp({ messages: [sent(2000, { id: 'm' })] })
  await expect.element(strip()).toBeVisible()
  const before = spoken()

  host.emit('message.changed', sent(2000, { id: 'm', progress: [anAttempt({ text: 'two of five' })] }))
  await expect.element(strip()).toMatchTextContent('two of five')

  expect(spoken()).toBe(before)
  expect(strip().element().closest('[aria-live]')?.getAttribute('aria-live')).toBe('off')
})
