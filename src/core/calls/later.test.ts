import { dirname } from 'node:path'
import pino from 'pino'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { createStores } from '../store/stores'
import { createHandlers, type HandlersDeps } from './handlers'

/** The calls of a profile that talks to a request queue of this name. */
function aHost(requestQueue: string) {
  const { file, db } = aProfile()
  const stores = createStores({
    db,
    folder: dirname(file),
    now: Date.now,
    noticed: () => {},
    deleting: () => {},
    failed: (error) => expect.unreachable(String(error))
  })
  let filled = 0
  const { handlers } = createHandlers({
    stores,
    emit: () => {},
    log: pino({ level: 'silent' }),
    installId: 'abc',
    backend: () => ({ names: { requestQueue } }),
    outboxFilled: () => filled++,
    now: () => 5000
  } as unknown as HandlersDeps)
  return { stores, handlers, filled: () => filled }
}

it('hands a delay to SQS, and waits itself where the queue is FIFO', async () => {
  const standard = aHost('ChatAPP')
  const fifo = aHost('ChatAPP.fifo')

  const { id } = await standard.handlers['chat.send']({ text: 'later', delaySeconds: 300 })
  await fifo.handlers['chat.send']({ text: 'later', delaySeconds: 300 })

  expect(standard.stores.messages.get(id)).toMatchObject({ status: 'queued', deliverAt: 305_000 })
  expect(await standard.handlers['scheduled.list']()).toEqual([])
  expect(await fifo.handlers['scheduled.list']()).toMatchObject([{ preview: 'later', sendAt: 305_000 }])
  expect(fifo.stores.messages.outboxSize()).toBe(0)
  expect([standard.filled(), fifo.filled()]).toEqual([1, 1])
})

it('takes a draft with it that is sent later, as one that is sent', async () => {
  const { handlers } = aHost('ChatAPP')
  await handlers['drafts.set']({ id: 'processor', text: 'later', writer: 'here' })

  await handlers['scheduled.add']({ text: 'later', sendAt: 9_000_000 })

  expect(await handlers['drafts.get']({ id: 'processor' })).toEqual({ text: '', attributes: [] })
})

it('keeps a template under its name, the newest text, until it is deleted', async () => {
  const { handlers } = aHost('ChatAPP')
  const attributes = [{ name: 'order', type: 'Number', value: '{{number}}' } as const]

  await handlers['templates.save']({ name: 'Reminder', text: 'old' })
  await handlers['templates.save']({ name: 'Reminder', text: 'Order {{number}}', attributes })
  await handlers['templates.save']({ name: 'a greeting', text: 'Hi\0' })
  const saved = await handlers['templates.list']()
  await handlers['templates.delete']({ id: saved[0]?.id ?? '' })

  expect(saved.map(({ name, text, attributes: own }) => [name, text, own])).toEqual([
    ['a greeting', 'Hi\0', []],
    ['Reminder', 'Order {{number}}', attributes]
  ])
  expect((await handlers['templates.list']()).map(({ name }) => name)).toEqual(['Reminder'])
})
