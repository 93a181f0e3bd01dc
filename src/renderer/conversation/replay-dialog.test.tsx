import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { ReplayStep } from '../../shared/contract'
import { anAwsBackend } from '../test/fake-aws'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const dialog = page.getByRole('dialog', { name: 'Record and replay' })
const button = (name: string) => dialog.getByRole('button', { name, exact: true })
const result = dialog.getByRole('status', { name: 'Result of the replay' })

const aStep = (fields: Partial<ReplayStep> = {}): ReplayStep => ({
  replayId: 'replay-1',
  number: 1,
  total: 2,
  request: '/echo one',
  verdict: 'same',
  diff: [{ side: 'both', kind: 'text', text: 'one' }],
  error: null,
  ms: 12,
  ...fields
})

const differing = aStep({
  number: 2,
  request: '/echo two',
  verdict: 'different',
  diff: [
    { side: 'recorded', kind: 'text', text: 'two' },
    { side: 'replayed', kind: 'none', text: '' }
  ],
  ms: null
})

/** The dialog, from the menu of the chat. */
async function open() {
  const app = await renderApp({ aws: { backends: [anAwsBackend()] } })
  await page.getByRole('button', { name: 'Options for MessageProcessor' }).click()
  await page.getByRole('menuitem', { name: 'Record and replay…' }).click()
  await expect.element(dialog).toBeVisible()
  return app
}

it('replays the chat as it stands on a backend, and shows how far it is and what differs', async () => {
  const { host } = await open()
  const release = host.hold('replay.run')
  await dialog.getByLabelText('Ask').selectOptions('Work account')
  await dialog.getByLabelText('What else differs each time').fill(String.raw`order \d+`)
  await button('Replay').click()
  await expect.poll(() => host.inputsOf('replay.run')).toHaveLength(1)
  host.emit('replay.step', aStep())
  await expect.element(result).toMatchTextContent('1 of 2')
  host.emit('replay.step', differing)
  release()

  await expect.element(result).toMatchTextContent('1 of 2 were answered otherwise.')
  const steps = dialog.getByRole('list', { name: 'Requests' })
  await expect.element(steps).toMatchTextContent('/echo oneas recorded · 12 ms')
  await expect.element(steps).toMatchTextContent('answered otherwise')
  await expect.element(steps).toMatchTextContent('recorded:two')
  await expect.element(steps).toMatchTextContent('now:no answer')
  expect(host.inputsOf('replay.begin')).toEqual([{ conversationId: 'processor' }])
  expect(host.inputsOf('replay.run')).toMatchObject([
    { backendId: 'work', masks: [String.raw`order \d+`], timeoutSeconds: 30 }
  ])
})

it('takes a file that was saved, and says why one is none', async () => {
  const { host } = await open()
  host.fail('replay.add', aWireError('invalid_input', 'Line 1 of the file is damaged: it is not JSON.'))

  await dialog.getByLabelText('Recording').upload(new File(['hello\n'], 'chat.jsonl'))
  await expect.element(dialog).toMatchTextContent('What was saved in chat.jsonl.')
  await button('Replay').click()

  await expect.element(dialog.getByRole('alert')).toMatchTextContent('Line 1 of the file is damaged')
  expect(host.inputsOf('replay.add')).toMatchObject([{ lines: ['hello', ''] }])
  expect(host.inputsOf('replay.run')).toEqual([])
})

it('cancels a replay, which goes on while the dialog is closed', async () => {
  const { host } = await open()
  const release = host.hold('replay.run')
  await button('Replay').click()
  await expect.poll(() => host.inputsOf('replay.run')).toHaveLength(1)
  await button('Close').click()
  await page.getByRole('button', { name: 'Options for MessageProcessor' }).click()
  await page.getByRole('menuitem', { name: 'Record and replay…' }).click()
  await button('Cancel the replay').click()
  release()

  await expect.element(button('Replay')).toBeEnabled()
  expect(host.inputsOf('replay.cancel')).toEqual([{ replayId: 'replay-1' }])
})
