import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { LetterDetail } from '../../shared/contract'
import { say } from '../../shared/said'
import { someChoices, anAwsBackend } from '../test/fake-aws'
import { aDeskQueue, aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

async function desk(world: FakeWorld, width = 1280) {
  const app = await renderApp(world, width)
  app.stores.view.getState().show('desk')
  return app
}

const row = (name: RegExp) => page.getByRole('region', { name: 'All queues' }).getByRole('button', { name })

const onAccount = (queueDesk: 'read-only' | 'unlocked' = 'read-only'): FakeWorld => ({
  connection: { backend: 'aws', label: 'Work account', can: { account: true, cloudWatch: true } },
  aws: {
    backends: [anAwsBackend()],
    activeId: 'work',
    choices: { work: someChoices({ queueDesk }) }
  }
})

const aLetter = (fields: Partial<LetterDetail> = {}): LetterDetail => ({
  place: 'queue',
  id: 'letter-1',
  queue: 'orders',
  text: '{"order":7}',
  length: 11,
  ours: false,
  correlationId: null,
  conversationId: null,
  cause: null,
  attempts: 1,
  sentAt: Date.now(),
  source: null,
  state: 'free',
  edited: false,
  body: '{"order":7}',
  editable: '{"order":7}',
  changed: null,
  layers: [{ kind: 'json', facts: [], text: '{"order":7}', length: 11, problem: null }],
  attributes: [],
  groupId: null,
  system: {},
  firstReceivedAt: null,
  ...fields
})

it('lists thousands of queues in parts, and asks only those on the screen how full they are', async () => {
  const queues = Array.from({ length: 1500 }, (_, n) => aDeskQueue(`queue-${String(n).padStart(4, '0')}`))
  const { host } = await desk({ desk: { queues } })

  await expect.element(row(/^queue-0000 4 waiting/)).toBeVisible()
  await expect.element(page.getByText('100 queues, and more')).toBeVisible()
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.element(page.getByText('200 queues, and more')).toBeVisible()

  const asked = host.inputsOf('desk.glance').flatMap((input) => (input as { queues: string[] }).queues)
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked.length).toBeLessThan(60)
  expect(host.inputsOf('desk.list')).toHaveLength(2)
})

it('goes through queues by keyboard, opens one, and shows pinned ones first', async () => {
  const { host } = await desk({ desk: { queues: ['alpha', 'beta', 'gamma'].map((one) => aDeskQueue(one)) } })
  await expect.element(row(/^alpha/)).toBeVisible()

  await page.getByRole('button', { name: 'Pin gamma' }).click()
  row(/^gamma/)
    .element()
    .focus()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')

  await expect.element(page.getByRole('region', { name: 'Queue beta' })).toBeVisible()
  await expect
    .poll(() => [...document.querySelectorAll('[data-queue] bdi')].map((one) => one.textContent))
    .toEqual(['gamma', 'alpha', 'beta'])
  expect(host.inputsOf('desk.pin')).toEqual([{ queue: 'gamma', pinned: true }])
})

it('has the focus where it was when a narrow window goes to a queue and back', async () => {
  await desk({ desk: { queues: ['alpha', 'beta'].map((one) => aDeskQueue(one)) } }, 700)
  await row(/^beta/).click()
  await expect.element(page.getByRole('button', { name: 'Back to the list' })).toHaveFocus()

  await userEvent.keyboard('{Enter}')

  await expect.element(row(/^beta/)).toHaveFocus()
})

it('opens a queue by its whole name where none may be listed, and says which permission is missing', async () => {
  const world = { ...onAccount(), desk: { queues: [aDeskQueue('orders')] } }
  const { host } = await desk(world)
  host.fail('desk.list', aWireError('access_denied', 'It takes the permission sqs:ListQueues on *.'))
  await page.getByRole('button', { name: 'Look again' }).click()

  await expect.element(page.getByText('It takes the permission sqs:ListQueues on *.')).toBeVisible()
  await page.getByRole('searchbox', { name: /Find a queue/ }).fill('orders')
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByRole('region', { name: 'Queue orders' })).toBeVisible()
})

it('shows what may be read of a queue, and names the permission for the rest', async () => {
  const refused = {
    ok: false,
    error: aWireError('access_denied', 'It takes the permission lambda:ListEventSourceMappings on *.'),
    fix: { action: 'lambda:ListEventSourceMappings', policy: '{}', consolePath: 'IAM' }
  } as const
  await desk({ desk: { queues: [aDeskQueue('orders', { triggers: refused })] } })
  await row(/^orders/).click()

  const around = page.getByRole('region', { name: 'What is around orders' })
  await expect.element(around.getByText(/lambda:ListEventSourceMappings/)).toBeVisible()
  await expect.element(around.getByRole('button', { name: 'Copy the policy' })).toBeVisible()
  await expect.element(around.getByRole('button', { name: 'Open the queue orders-dlq' })).toBeVisible()
  await expect.element(page.getByText('A message is kept for 4 d, then lost.')).toBeVisible()
})

it('shows the table beside the function that keeps rooms in it', async () => {
  const trigger = { functionName: 'Worker', enabled: true, batchSize: 10, maximumConcurrency: null }
  const triggers = { ok: true as const, value: [trigger] }
  await desk({
    desk: { queues: [aDeskQueue('orders', { triggers, table: 'orders-rooms' }), aDeskQueue('other')] }
  })
  await row(/^orders/).click()

  const around = page.getByRole('region', { name: 'What is around orders' })
  await expect.element(around.getByRole('heading', { name: 'Its function keeps rooms in' })).toBeVisible()
  await expect.element(around.getByText('orders-rooms')).toBeVisible()
  await row(/^other/).click()
  await expect.element(page.getByRole('region', { name: 'What is around other' })).toBeVisible()
  expect(page.getByRole('heading', { name: 'Its function keeps rooms in' }).elements()).toEqual([])
})

it('says what a look costs before there is one, and looks only when it is told to', async () => {
  const look = { free: false, words: [say('desk.look.receives', { seconds: 30 }), say('desk.look.paid')] }
  const { host } = await desk({
    ...onAccount(),
    desk: { queues: [aDeskQueue('orders', { look })] },
    letters: [aLetter()],
    look: { effect: 'received', hiddenSeconds: 30, requests: 4 }
  })
  await row(/^orders/).click()
  await page.getByRole('button', { name: 'Look at messages…' }).click()

  await expect.element(page.getByText(/adds one to the receive count/)).toBeVisible()
  expect(host.inputsOf('letters.list')).toEqual([])
  await page.getByRole('button', { name: 'Look at up to 10 messages' }).click()

  await expect.element(page.getByText(/This look took 4 requests/)).toBeVisible()
  expect(host.inputsOf('letters.list')).toEqual([{ limit: 10, after: null, from: 'orders' }])
})

it('changes nothing until it is unlocked, for the backend that is talked to', async () => {
  const { host } = await desk({
    ...onAccount(),
    desk: { queues: [aDeskQueue('orders')] },
    letters: [aLetter()]
  })
  await row(/^orders/).click()
  await expect.element(page.getByRole('button', { name: 'Send a message…' })).toBeDisabled()
  await page.getByRole('button', { name: 'Look at messages' }).click()
  await page.getByRole('checkbox', { name: 'Choose all', exact: true }).click()
  await expect.element(page.getByRole('button', { name: 'Take', exact: true })).toBeDisabled()

  await page.getByRole('button', { name: 'Unlock…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await page.getByRole('button', { name: 'Take', exact: true }).click()

  expect(host.inputsOf('backends.choose')).toEqual([{ id: 'work', queueDesk: 'unlocked' }])
  await expect
    .poll(() => host.inputsOf('letters.take'))
    .toEqual([{ letters: [{ place: 'queue', id: 'letter-1' }], from: 'orders' }])
})

it('forgets a queue when another backend is talked to: its name means another one there', async () => {
  const { stores, host } = await desk({
    ...onAccount(),
    desk: { queues: [aDeskQueue('orders')] },
    letters: []
  })
  await row(/^orders/).click()
  await page.getByRole('button', { name: 'Look at messages' }).click()
  await expect.element(page.getByRole('heading', { name: 'Messages in orders' })).toBeVisible()

  await host.call('backends.activate', { id: 'local' })

  await expect.element(page.getByRole('heading', { name: 'Queue desk' })).toBeVisible()
  await expect.element(page.getByText(/Choose a queue to see/)).toBeVisible()
  expect(stores.view.getState().view).toBe('messages')
})

it('asks before it sends, keeps the id while nobody knows whether it arrived, and takes another for the next', async () => {
  const { host } = await desk({ ...onAccount('unlocked'), desk: { queues: [aDeskQueue('orders.fifo')] } })
  await row(/^orders.fifo/).click()
  await page.getByRole('button', { name: 'Send a message…' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Body' }).fill('{"order":8}')
  await expect.element(form.getByRole('button', { name: 'Send…' })).toBeDisabled()
  await form.getByRole('textbox', { name: 'Group id', exact: true }).fill('g')
  host.fail('desk.send', {
    ...aWireError('conflict'),
    key: 'desk.send_unknown',
    params: { queue: 'orders.fifo' }
  })

  await form.getByRole('button', { name: 'Send…' }).click()
  expect(host.inputsOf('desk.send')).toEqual([])
  await form.getByRole('button', { name: 'Yes, send it to orders.fifo' }).click()
  await expect.element(form.getByText('The message was not sent')).toBeVisible()
  host.fail('desk.send', null)
  await form.getByRole('button', { name: 'Send it nevertheless…' }).click()
  await form.getByRole('button', { name: 'Yes, send it to orders.fifo' }).click()
  await expect.element(form.getByText('Sent as sqs-1.')).toBeVisible()
  await form.getByRole('button', { name: 'Send…' }).click()
  await form.getByRole('button', { name: 'Yes, send it to orders.fifo' }).click()

  await expect.poll(() => host.inputsOf('desk.send').length).toBe(3)
  const [first, second, third] = host.inputsOf('desk.send') as { id: string; again: boolean }[]
  expect(first).toMatchObject({ body: '{"order":8}', groupId: 'g', deduplicationId: null, again: false })
  expect(second).toMatchObject({ id: first?.id, again: true })
  expect(third?.id).not.toBe(first?.id)
})

it('takes what was changed after a lost answer for another message', async () => {
  const { host } = await desk({ ...onAccount('unlocked'), desk: { queues: [aDeskQueue('orders')] } })
  await row(/^orders/).click()
  await page.getByRole('button', { name: 'Send a message…' }).click()
  const form = page.getByRole('dialog')
  host.fail('desk.send', aWireError('offline'))
  for (const body of ['one', 'two']) {
    await form.getByRole('textbox', { name: 'Body' }).fill(body)
    await form.getByRole('button', { name: 'Send…' }).click()
    await form.getByRole('button', { name: 'Yes, send it to orders' }).click()
    await expect.element(form.getByText('The message was not sent')).toBeVisible()
  }
  await form.getByRole('button', { name: 'Send…' }).click()
  await form.getByRole('button', { name: 'Yes, send it to orders' }).click()

  await expect.poll(() => host.inputsOf('desk.send').length).toBe(3)
  const [one, two, again] = host.inputsOf('desk.send') as { id: string; body: string }[]
  expect(two?.id).not.toBe(one?.id)
  expect(again).toEqual(two)
})

it('opens a body layer by layer, shows it raw, and what cannot be seen of hostile ones', async () => {
  const letter = aLetter({
    layers: [
      { kind: 'gzip', facts: [{ name: 'bytes', value: '1000' }], text: '', length: 0, problem: 'large' }
    ],
    body: 'a\u202eb\u0007',
    attributes: [
      { name: 'seal', type: 'Binary', value: 'AP8=' },
      { name: 'note', type: 'Binary.text', value: btoa('hi') },
      { name: 'turn', type: 'String', value: '\u202ex' }
    ]
  })
  await desk({ desk: { queues: [aDeskQueue('orders')] }, letters: [letter], letter })
  await row(/^orders/).click()
  await page.getByRole('button', { name: 'Look at messages' }).click()
  await page.getByRole('button', { name: /order":7/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Message' })

  await expect.element(sheet.getByText(/holds more than 4 MiB/)).toBeVisible()
  await sheet.getByRole('tab', { name: 'Raw' }).click()
  await expect.element(sheet.getByText('a\\u202eb\\u0007')).toBeVisible()
  await expect.element(sheet.getByText('00 ff (2 bytes)')).toBeVisible()
  await expect.element(sheet.getByText('hi (2 bytes)')).toBeVisible()
  await expect.element(sheet.getByText('\\u202ex')).toBeVisible()
})
