import { expect, it, onTestFinished } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { SaveOutcome } from '../../shared/contract'
import { aConversation, aReply, aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const data = () => page.getByRole('region', { name: 'Your data' })
const outcome = () => data().getByRole('status', { name: 'Export and import' })
const openSettings = () => userEvent.keyboard('{Control>},{/Control}')

/** What the page lets the browser save, instead of saving it. */
function savedFiles(): { name: string; text: Promise<string> }[] {
  const saved: { name: string; text: Promise<string> }[] = []
  const take = (event: MouseEvent): void => {
    if (!(event.target instanceof HTMLAnchorElement)) return
    event.preventDefault()
    saved.push({ name: event.target.download, text: fetch(event.target.href).then((file) => file.text()) })
  }
  document.addEventListener('click', take, true)
  onTestFinished(() => document.removeEventListener('click', take, true))
  return saved
}

async function choose(text: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const transfer = new DataTransfer()
  transfer.items.add(new File([text], 'old.jsonl'))
  const picker = data().element().querySelector<HTMLInputElement>('input[type=file]')!
  picker.files = transfer.files
  picker.dispatchEvent(new Event('change', { bubbles: true }))
}

const question = () => data().getByRole('group', { name: 'Before the import' })
const agree = () => question().getByRole('button', { name: 'Import' }).click()

it('saves all messages, however many parts they come in, as one file', async () => {
  const saved = savedFiles()
  const messages = Array.from({ length: 5 }, (_, index) => aRequest({ text: `number ${index}` }))
  await renderApp({ messages })
  await openSettings()

  await data().getByRole('button', { name: 'Export all messages' }).click()

  await expect.element(outcome()).toMatchTextContent('Exported 5 messages.')
  expect(saved.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^chatapp-default-messages-[\d-]{10}\.jsonl$/)
  ])
  const lines = ((await saved[0]?.text) ?? '').trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(
    messages.map(({ text }) => text)
  )
})

it('counts as exported only what the host has saved, where it asks for the place', async () => {
  const saved = savedFiles()
  const { host } = await renderApp({ messages: [aRequest()] })
  const asked = Promise.withResolvers<SaveOutcome>()
  const urls: string[] = []
  host.saved = (url) => (urls.push(url), asked.promise)
  await openSettings()

  await data().getByRole('button', { name: 'Export all messages' }).click()

  await expect.element(data().getByRole('progressbar', { name: 'Saving' })).toBeVisible()
  expect(data().element().textContent).not.toContain('Exported')
  asked.resolve('saved')
  await expect.element(outcome()).toMatchTextContent('Exported 1 message.')
  expect(await fetch(urls[0] ?? '').then((file) => file.text())).toBe(await saved[0]?.text)
})

it.each([
  ['cancelled', 'The export was cancelled. No file was saved.'],
  ['failed', 'Nothing was exportedThe file could not be written.']
] as const)('says so when saving was %s', async (how, words) => {
  savedFiles()
  const { host } = await renderApp({ messages: [aRequest()] })
  host.saved = async () => how
  await openSettings()

  await data().getByRole('button', { name: 'Export all messages' }).click()

  await expect.element(data()).toMatchTextContent(words)
  expect(data().element().textContent).not.toContain('Exported')
})

it('saves nothing when a part of the export fails', async () => {
  const saved = savedFiles()
  const { host } = await renderApp({ messages: [aRequest()] })
  await openSettings()
  host.fail('data.export', aWireError('storage', 'The disk reported an error.'))

  await data().getByRole('button', { name: 'Export all messages' }).click()

  await expect
    .element(data().getByRole('alert'))
    .toMatchTextContent('Nothing was exportedThe disk reported an error.')
  expect(saved).toEqual([])
})

it('hands a file over to the character, in calls that a host takes, and says what came of it', async () => {
  const { host } = await renderApp()
  await openSettings()
  const text = `{"a":1}\n${'"\\😀'.repeat(300_000)}\n\n${'x\n'.repeat(3000)}end`

  await choose(text)
  await agree()

  await expect
    .element(outcome())
    .toMatchTextContent(
      'Imported 12 messages, 1 chat; 3 were there already. Also 2 templates, 1 scheduled message.'
    )
  expect(host.imported).toBe(text)
  const calls = host.inputsOf('data.import.add') as { lines: string[] }[]
  const largest = Math.max(...calls.map((call) => new Blob([JSON.stringify({ input: call })]).size))
  expect(largest).toBeLessThan(1_500_000)
  expect(Math.max(...calls.map(({ lines }) => lines.length))).toBeLessThanOrEqual(1000)
})

it('shows the core’s words when it refuses damaged data', async () => {
  const { host } = await renderApp()
  await openSettings()
  host.fail(
    'data.import.commit',
    aWireError('invalid_input', 'Line 3 of the file is damaged: it is not JSON.')
  )

  await choose('{}\n')
  await agree()

  const alert = data().getByRole('alert')
  await expect.element(alert).toMatchTextContent('Nothing was importedLine 3 of the file is damaged')
})

it('refuses a file that is not text, and ends the import at the host', async () => {
  const { host } = await renderApp()
  await openSettings()

  await choose(new Uint8Array([0x7b, 0x7d, 0x0a, 0xfc, 0x00]))

  const alert = data().getByRole('alert')
  await expect.element(alert).toMatchTextContent('Line 2 of the file is not UTF-8 text')
  await expect.element(alert).toMatchTextContent('Nothing was changed.')
  expect(host.inputsOf('data.import.cancel')).toEqual([{ importId: 'import-1' }])
  expect(host.inputsOf('data.import.commit')).toEqual([])
})

it('cancels an import half-way, so that nothing changes', async () => {
  const { host } = await renderApp()
  await openSettings()
  const release = host.hold('data.import.add')

  await choose('x'.repeat(1_000_000))
  await expect.element(data().getByRole('progressbar', { name: 'Reading old.jsonl' })).toBeVisible()
  await data().getByRole('button', { name: 'Cancel' }).click()
  release()

  await expect.element(outcome()).toMatchTextContent('The import was cancelled. Nothing was changed.')
  expect(host.inputsOf('data.import.add')).toHaveLength(1)
  expect(host.inputsOf('data.import.cancel')).toEqual([{ importId: 'import-1' }])
})

it('saves what was set aside as it came', async () => {
  const saved = savedFiles()
  const item = { id: 7, receivedAt: 1, queue: 'q', reason: 'Not JSON.', rawBody: '<?>\n', attributes: {} }
  await renderApp({ quarantined: [item] })
  await openSettings()

  await data().getByRole('button', { name: 'Export what was set aside (1)' }).click()

  await expect.element(outcome()).toMatchTextContent('Exported 1 message that was set aside.')
  expect(await saved[0]?.text).toBe(`${JSON.stringify(item)}\n`)
})

it('says what a file would add before it is taken, and takes nothing of it after a no', async () => {
  const { host } = await renderApp()
  await openSettings()

  await choose('{}\n')
  await expect
    .element(question())
    .toMatchTextContent(
      'old.jsonl adds 12 messages and 1 chat; 3 messages are here already. Also 2 templates, 1 scheduled message.'
    )
  await question().getByRole('button', { name: 'Cancel' }).click()

  await expect.element(outcome()).toMatchTextContent('The import was cancelled. Nothing was changed.')
  expect(host.inputsOf('data.import.commit')).toEqual([])
  expect(host.inputsOf('data.import.cancel')).toEqual([{ importId: 'import-1' }])
})

it('saves one chat to read, under its title', async () => {
  const saved = savedFiles()
  const request = aRequest({ text: 'how are you' })
  await renderApp({
    messages: [request, aReply({ inReplyTo: request.id, text: '**well**' })],
    conversations: [aConversation({ title: 'Plans: 2027' })]
  })
  await openSettings()

  await data().getByLabelText('Chats').selectOptions('Plans: 2027')
  await data().getByLabelText('Format').selectOptions('To read (Markdown)')
  await data().getByRole('button', { name: 'Export this chat' }).click()

  await expect.element(outcome()).toMatchTextContent('Exported 2 messages.')
  expect(saved[0]?.name).toMatch(/^chatapp-default-Plans-2027-[\d-]{10}\.md$/)
  expect(await saved[0]?.text).toMatch(/^# Plans: 2027\n[\s\S]*how are you[\s\S]*> \*\*well\*\*\n/)
})

it('says where the data is and how much there is of it', async () => {
  await renderApp({ messages: [aRequest()] })
  await openSettings()

  await expect.element(data().getByText('/home/ada/chatapp/profiles/default')).toBeVisible()
  await expect.element(data().getByText('4.2 MB, 1 message')).toBeVisible()
})
