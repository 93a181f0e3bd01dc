import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { PROCESSOR } from '../../shared/room-wire'
import { aConversation } from '../test/fake-host'
import { aMember, aRoom } from '../test/fake-rooms'
import { renderApp } from '../test/render-app'
import { said } from '../test/room-messages'

// What members may write and be called goes through the window of everybody else.

const log = () => page.getByRole('log')

const room = {
  kind: 'room',
  backendId: 'local',
  state: 'open',
  mentioned: false,
  mentionsOnly: false,
  members: 3
} as const

async function shows(messages: ReturnType<typeof said>[], title = 'Harbour') {
  const shown = await renderApp({
    conversations: [aConversation({ id: 'room-1', title, room })],
    answers: false,
    rooms: { rooms: [aRoom({ title, members: [aMember('Ada', { me: true }), aMember('Mallory')] })] },
    messages
  })
  await shown.stores.chat.getState().open('room-1')
  await expect.element(log().getByText('the last one')).toBeVisible()
  return shown
}

const last = (seq: number) => said('Ben', seq, 'the last one')

const hostile = [
  '<img src=x onerror=alert(1)><script>alert(1)</script> ![p](https://e.com/p.png)',
  '[a](javascript:alert(1)) [c](JaVa&#10;ScRiPt:alert(1)) [d](data:text/html,x) [e](file:///etc/passwd)',
  '[f](chatapp://join/AAAAA-BBBBB) [g](//e.com/g) [h](/h) <javascript:alert(1)> [b](https://e.com/b)'
].join('\n\n')

/** What MessageProcessor says in a room is Markdown; it repeats what members write, for one, after "/echo". */
const answered = (seq: number, text: string) =>
  said(PROCESSOR, seq, text, { room: { by: PROCESSOR, kind: 'answer' } })

it.each([
  ['a member', said('Mallory', 1, hostile), 'https://e.com/b'],
  ['an answer that repeats it', answered(1, hostile), 'b']
])('draws of %s no image, no script and no way out but links that say where they go', async (...given) => {
  const [, message, name] = given
  await shows([message, last(2)])
  await expect.element(log().getByRole('link', { name, exact: true })).toBeVisible()

  const element = log().element()
  expect(element.querySelectorAll('img, script, iframe, object, embed')).toHaveLength(0)
  const links = [...element.querySelectorAll('a')]
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://e.com/p.png', 'https://e.com/b'])
  expect(links.map(({ title }) => title)).toEqual(links.map(({ href }) => href))
})

it.each([
  ['quotes in quotes', `${'>'.repeat(5000)}word`],
  ['lists in lists', `${'* 1. '.repeat(3900)}word`],
  ['emphasis in emphasis', `${'*a _b '.repeat(1600)}${'b_ a*'.repeat(1600)}`],
  ['open brackets', `${'['.repeat(9000)}x${']'.repeat(9000)}`],
  ['marks over marks', `Z${'\u0300'.repeat(5000)}`],
  ['one word without an end', 'x'.repeat(30_000)]
])('draws what follows a message of %s, and an answer that repeats it, within the pane', async (_, bomb) => {
  await shows([said('Mallory', 1, bomb), answered(2, bomb), answered(3, '**drawn**'), last(4)])
  await expect.element(log().getByRole('strong').getByText('drawn')).toBeVisible()

  const pane = log().element()
  expect(pane.textContent).toContain('the last one')
  expect(pane.scrollWidth).toBeLessThanOrEqual(pane.clientWidth + 1)
})

it('keeps a name and a title apart from what stands beside them, whatever is in them', async () => {
  const name = 'Mallory\u202e </bdi><b>owner</b>'
  await shows(
    [said(name, 1, 'hi'), said(name, 2, '\u202eI owe you', { room: { kind: 'topic' } }), last(3)],
    'Lunch\u202e'
  )

  const element = log().element()
  expect(element.querySelectorAll('b')).toHaveLength(0)
  const holder = [...element.querySelectorAll('*')].filter(
    ({ children, textContent }) => children.length === 0 && textContent?.includes('\u202e')
  )
  expect(holder.length).toBeGreaterThan(0)
  // Turned writing ends with the element that it stands in.
  for (const one of holder) expect(getComputedStyle(one).unicodeBidi).toMatch(/isolate|plaintext/)
})
