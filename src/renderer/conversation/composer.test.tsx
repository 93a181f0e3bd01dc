import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderApp } from '../test/render-app'

const field = () => page.getByRole('textbox', { name: 'Message' })
const list = () => page.getByRole('listbox', { name: 'Commands' })
const commands = [
  { command: '/echo', usage: '<text>', summary: 'sends it back' },
  { command: '/help', usage: '', summary: 'lists what I can do' },
  { command: '/remind', usage: '<seconds> <text>', summary: 'for example `/remind 60 tea`' }
]

/** Gives the field what a person pastes. */
function paste(...files: File[]): void {
  const clipboardData = new DataTransfer()
  for (const file of files) clipboardData.items.add(file)
  field()
    .element()
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

it('offers the commands of the processor for a slash, filters them, and inserts with Tab', async () => {
  await renderApp({ commands })
  await field().click()
  await userEvent.keyboard('/')
  await expect.element(list()).toBeVisible()
  expect(list().getByRole('option').elements()).toHaveLength(3)

  await userEvent.keyboard('r')
  expect(list().getByRole('option').elements()).toHaveLength(1)
  await userEvent.keyboard('{Tab}')

  await expect.element(field()).toHaveValue('/remind ')
  await expect.element(list()).not.toBeInTheDocument()
  await expect.element(page.getByLabelText('How the command is used')).toMatchTextContent('<seconds> <text>')
})

it('chooses with the arrows, and tells a screen reader which', async () => {
  await renderApp({ commands })
  await field().click()
  await userEvent.keyboard('/')
  await expect.element(list()).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}')

  const chosen = list().getByRole('option', { selected: true })
  await expect.element(chosen).toMatchTextContent('/help')
  await expect.element(field()).toHaveAttribute('aria-activedescendant', chosen.element().id)
  await userEvent.keyboard('{Tab}')
  await expect.element(field()).toHaveValue('/help')
})

it('closes on Escape and keeps the text, and sends what is no command', async () => {
  const { host } = await renderApp({ commands })
  await field().click()
  await userEvent.keyboard('/e')
  await expect.element(list()).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(list()).not.toBeInTheDocument()
  await expect.element(field()).toHaveValue('/e')

  await userEvent.keyboard('{Enter}')

  await expect.poll(() => host.inputsOf('chat.send')).toEqual([expect.objectContaining({ text: '/e' })])
})

it('takes a text file as its text where the cursor stands, and it can be undone', async () => {
  await renderApp()
  await field().fill('before after')
  const element = field().element() as HTMLTextAreaElement
  element.setSelectionRange(7, 7)

  paste(new File(['the text '], 'a.txt', { type: 'text/plain' }))

  await expect.element(field()).toHaveValue('before the text after')
  await userEvent.keyboard('{Control>}z{/Control}')
  await expect.element(field()).toHaveValue('before after')
})

it.each([
  [
    'a picture',
    new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0xff)], 'cat.png'),
    'cat.png is not a text file'
  ],
  [
    'text in another encoding',
    new File([Uint8Array.of(0x66, 0xfc, 0x72)], 'alt.txt'),
    'alt.txt is not a text file'
  ],
  ['two megabytes', new File(['x'.repeat(2_000_000)], 'big.log'), 'big.log has 2.0 MB']
])('refuses %s in words', async (_name, file, words) => {
  await renderApp()
  await field().click()

  paste(file)

  await expect.element(page.getByRole('alert')).toMatchTextContent(words)
  await expect.element(field()).toHaveValue('')
})

it('puts an emoji in place of its shortcode, and leaves other words between colons', async () => {
  await renderApp()
  await field().click()

  await userEvent.keyboard('well done :tada:')
  await expect.element(field()).toHaveValue('well done 🎉')
  await userEvent.keyboard(' at 10:30: now')

  await expect.element(field()).toHaveValue('well done 🎉 at 10:30: now')
})
