import { afterEach, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { aConversation, aReply, aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

/** What a browser would show. */
class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'granted'
  static shown: FakeNotification[] = []
  constructor(
    readonly title: string,
    readonly options: { readonly body: string }
  ) {
    super()
    FakeNotification.shown.push(this)
  }
  static requestPermission(): Promise<NotificationPermission> {
    FakeNotification.permission = 'denied'
    return Promise.resolve('denied')
  }
  close(): void {}
}

/** A page in a browser that lets it show notifications, or not. */
function inBrowserThat(permission: NotificationPermission) {
  Object.assign(FakeNotification, { permission, shown: [] })
  vi.stubGlobal('Notification', FakeNotification)
  return () => FakeNotification.shown.map(({ title, options }) => [title, options.body])
}
afterEach(() => vi.unstubAllGlobals())

const openSettings = () => page.getByRole('button', { name: 'Settings', exact: true }).click()
const section = () => page.getByRole('region', { name: 'Notifications' })

it('announces a reply in another chat, and opens it at a click', async () => {
  const shown = inBrowserThat('granted')
  const other = aConversation({ id: 'other', title: 'Elsewhere' })
  const request = aRequest({ conversationId: 'other', text: 'a question', status: 'answered' })
  const { host } = await renderApp({ conversations: [aConversation(), other], messages: [request] })

  host.change(
    aReply({
      inReplyTo: request.id,
      conversationId: 'other',
      text: 'an answer',
      timeline: { received: Date.now() }
    })
  )
  host.emit('conversation.changed', { ...other, unread: 1, preview: 'an answer' })

  await expect.poll(shown, { timeout: 5000 }).toEqual([['Elsewhere', 'an answer']])
  FakeNotification.shown[0]?.dispatchEvent(new Event('click'))
  await expect.element(page.getByRole('heading', { level: 1, name: 'Elsewhere' })).toBeVisible()
})

it('asks the browser when it is told to, and says of a browser that blocks them where that is changed', async () => {
  inBrowserThat('default')
  await renderApp()
  await openSettings()

  await section().getByRole('button', { name: 'Allow notifications…' }).click()

  await expect.element(section()).toMatchTextContent('Your browser blocks them.')
  await expect.element(section()).toMatchTextContent('at the left of its address')
})

it('says where the desktop window’s system decides', async () => {
  inBrowserThat('denied')
  await renderApp({ info: { host: 'electron' } })
  await openSettings()

  await expect.element(section()).toMatchTextContent('look for ChatAPP in its settings')
})

it('keeps quiet hours, what is said, and whether anything is', async () => {
  inBrowserThat('granted')
  const { host } = await renderApp()
  await openSettings()

  await section().getByRole('radio', { name: 'Each day between two hours' }).click()
  await section().getByLabelText('Quiet until').fill('06:30')
  await section()
    .getByRole('radio', { name: /^Only that there is one/ })
    .click()
  await section().getByRole('radio', { name: /^Off/ }).click()

  await expect.element(section().getByLabelText('Quiet until')).not.toBeInTheDocument()
  expect(host.inputsOf('settings.set')).toEqual([
    { quietHours: { from: '22:00', until: '07:00' } },
    { quietHours: { from: '22:00', until: '06:30' } },
    { notifyPreview: false },
    { notify: false }
  ])
})
