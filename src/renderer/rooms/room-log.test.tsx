import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aWireError, type FakeWorld } from '../test/fake-host'
import { aMember, aRoom } from '../test/fake-rooms'
import { renderApp } from '../test/render-app'
import { roomActs } from './room-acts'
import { said, saidByMe } from '../test/room-messages'

const log = () => page.getByRole('log')
const field = () => page.getByRole('textbox', { name: 'Message' })
const articles = (): string[] =>
  log()
    .getByRole('article')
    .elements()
    .map((one) => one.textContent ?? '')

/** What each says of a log that was put back. */
const marks = (): string[] =>
  articles().map((text) => /no longer in the room|The last 2 messages/.exec(text)?.[0] ?? '')

/** Puts the focus on the only message. */
async function focusOnMessage(): Promise<void> {
  await expect.element(log().getByRole('article')).toBeVisible()
  ;(log().getByRole('article').element() as HTMLElement).focus()
}

const chat = () =>
  aConversation({
    id: 'room-1',
    title: 'Harbour',
    room: {
      kind: 'room',
      backendId: 'local',
      state: 'open',
      mentioned: false,
      mentionsOnly: false,
      members: 3
    }
  })

const inRoom = (world: FakeWorld = {}): FakeWorld => ({
  conversations: [chat()],
  answers: false,
  rooms: { rooms: [aRoom()] },
  ...world
})

async function open(world: FakeWorld, width?: number) {
  const shown = await renderApp(world, width)
  await shown.stores.chat.getState().open('room-1')
  await expect.element(page.getByRole('heading', { name: 'Harbour' })).toBeVisible()
  return shown
}

it('shows each message at its number, grouped by who wrote it, and what was done as lines', async () => {
  await open(
    inRoom({
      messages: [
        said('Anna', 1, '', { room: { kind: 'create' } }),
        said('Anna', 2, 'Good morning'),
        said('Anna', 3, 'Is anybody there?'),
        saidByMe(4, 'I am'),
        said('Ben', 5, '', { room: { kind: 'join' } }),
        said('Anna', 6, 'Boats', { room: { kind: 'topic' } }),
        said('Anna', 7, '', { room: { kind: 'remove', memberName: 'Ben' } })
      ]
    })
  )

  await expect.element(log().getByText('Ben was removed by Anna')).toBeVisible()
  await expect.element(log().getByText('Anna made this room')).toBeVisible()
  await expect.element(log().getByText('Ben joined')).toBeVisible()
  await expect.element(log().getByText('Anna set the topic: Boats')).toBeVisible()
  expect(log().getByRole('button', { name: 'Who Anna is' }).elements()).toHaveLength(1)
  expect(
    articles()
      .map((text) => /Good morning|anybody|I am/.exec(text)?.[0])
      .filter(Boolean)
  ).toEqual(['Good morning', 'anybody', 'I am'])
})

it('shows one’s own message at once and moves it to its place when its number comes', async () => {
  const { host } = await open(inRoom({ messages: [said('Anna', 1, 'one')] }))
  const own = saidByMe(null, 'mine', { id: 'own' })
  host.change(own)
  await expect.element(log().getByText('queued: not sent yet')).toBeInTheDocument()

  host.change(said('Ben', 2, 'two'))
  await expect
    .poll(() => articles().map((text) => /one|two|mine/.exec(text)?.[0]))
    .toEqual(['one', 'two', 'mine'])
  host.change({
    ...own,
    position: 3,
    status: 'answered',
    room: { seq: 3, by: 'local:ada', kind: 'message', seenBy: 0 }
  })
  host.change(said('Ben', 4, 'four'))

  await expect
    .poll(() => articles().map((text) => /one|two|mine|four/.exec(text)?.[0]))
    .toEqual(['one', 'two', 'mine', 'four'])
  await expect.element(log().getByRole('button', { name: 'In the room, seen by nobody yet' })).toBeVisible()
})

it('counts who has seen a message as the room tells of it', async () => {
  const { host } = await open(inRoom({ messages: [saidByMe(1, 'one'), saidByMe(2, 'two')] }))
  await expect
    .element(
      log()
        .getByRole('button', { name: /seen by nobody yet/ })
        .first()
    )
    .toBeVisible()
  const others = [aMember('Anna', { readId: 'm2' }), aMember('Ben', { readId: 'm1' })]
  host.emit('room.changed', aRoom({ members: [aMember('Ada', { me: true }), ...others] }))

  await expect.element(log().getByRole('button', { name: 'Seen by 2' })).toBeVisible()
  await expect.element(log().getByRole('button', { name: 'Seen by 1' })).toBeVisible()
})

it('says who has seen a message on demand', async () => {
  const { host } = await open(
    inRoom({
      messages: [saidByMe(1, 'look', { room: { seenBy: 1 } })],
      rooms: { rooms: [aRoom()], seenBy: { seen: ['Anna'], unseen: ['Ben'] } }
    })
  )
  await log().getByRole('button', { name: 'Seen by 1' }).click()

  const card = page.getByRole('dialog', { name: 'Seen by 1' })
  await expect.element(card).toMatchTextContent(/Seen by.*Anna.*Not seen yet by.*Ben/)
  expect(host.inputsOf('rooms.seenBy')).toEqual([{ id: 'm1' }])
})

it('marks what mentions one, draws quotes that lead to their message, and says what was changed or deleted', async () => {
  await open(
    inRoom({
      messages: [
        said('Anna', 1, 'the first'),
        said('Ben', 2, 'hi @Ada, see @Anna', {
          room: {
            mentions: [
              { id: 'local:ada', name: 'Ada', me: true },
              { id: 'local:anna', name: 'Anna', me: false }
            ],
            quotes: { seq: 1, id: 'm1', name: 'Anna', text: 'the first' },
            editedAt: Date.now()
          }
        }),
        said('Anna', 3, '', { room: { deleted: true } }),
        said('Ben', 4, '', { room: { sealed: 'unreadable' } })
      ]
    })
  )
  await expect.element(log().getByRole('article', { name: 'Message from Ben, mentions you' })).toBeVisible()
  await expect.element(log().getByText('edited')).toBeVisible()
  await expect.element(log().getByText('This message was deleted.')).toBeVisible()
  await expect.element(log().getByText(/it cannot be read here/)).toBeVisible()

  await log().getByRole('button', { name: 'Anna the first' }).click()

  await expect.poll(() => document.querySelector('[data-marked]')?.textContent).toContain('the first')
})

it('reacts with a small choice of emoji, and takes a reaction back', async () => {
  const { host } = await open(
    inRoom({
      messages: [
        said('Anna', 1, 'done', { room: { reactions: [{ emoji: '👍', names: ['Ada', 'Ben'], mine: true }] } })
      ]
    })
  )
  await log().getByRole('button', { name: '👍 2, from Ada, Ben' }).click()
  await log().getByRole('article').hover()
  await log().getByRole('button', { name: 'React', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find an emoji' }).fill('rocket')
  await page.getByRole('button', { name: '🚀' }).click()

  await expect
    .poll(() => host.inputsOf('rooms.react'))
    .toEqual([
      { id: 'm1', emoji: '👍', on: false },
      { id: 'm1', emoji: '🚀', on: true }
    ])
})

it('replies to a message with R, which stands over the composer until Escape', async () => {
  const { host } = await open(inRoom({ messages: [said('Anna', 1, 'shall we?')] }))
  await focusOnMessage()
  await userEvent.keyboard('r')
  const strip = page.getByRole('region', { name: 'Send' })
  await expect.element(strip).toMatchTextContent('Reply to Anna shall we?')
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByText(/Reply to Anna/)).not.toBeInTheDocument()

  await focusOnMessage()
  await userEvent.keyboard('r')
  await expect.element(field()).toHaveFocus()
  await userEvent.fill(field(), 'yes')
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByText(/Reply to Anna/)).not.toBeInTheDocument()
  expect(host.inputsOf('chat.send')).toMatchObject([{ conversationId: 'room-1', text: 'yes', quotes: 'm1' }])
})

it('edits the last own message with the arrow up, and leaves the draft as it was', async () => {
  const { host } = await open(inRoom({ messages: [saidByMe(1, 'teh boat'), said('Anna', 2, 'what?')] }))
  await userEvent.click(field())
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(field()).toHaveValue('teh boat')
  await expect.element(page.getByText('Esc leaves it as it was.')).toBeVisible()

  await userEvent.fill(field(), 'the boat')
  await userEvent.keyboard('{Enter}')

  await expect.poll(() => host.inputsOf('rooms.edit')).toEqual([{ id: 'm1', text: 'the boat' }])
  await expect.element(field()).toHaveValue('')
  expect(host.inputsOf('chat.send')).toEqual([])
})

it('gives a change back with the reason when it was not taken', async () => {
  const { host } = await open(inRoom({ messages: [saidByMe(1, 'teh boat')] }))
  host.fail('rooms.edit', aWireError('conflict', 'It was deleted meanwhile.'))
  await userEvent.click(field())
  await userEvent.keyboard('{ArrowUp}')
  await userEvent.fill(field(), 'the boat')
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByText('It was deleted meanwhile.')).toBeVisible()
  await expect.element(field()).toHaveValue('the boat')
})

it('deletes one’s own message for everybody, after asking', async () => {
  const { host } = await open(inRoom({ messages: [saidByMe(1, 'never mind')] }))
  await focusOnMessage()
  await userEvent.keyboard('{Delete}')
  const question = page.getByRole('alertdialog', { name: 'Delete for everybody' })
  await expect.element(question).toMatchTextContent('never mind')
  await question.getByRole('button', { name: 'Delete for everybody' }).click()

  await expect.poll(() => host.inputsOf('rooms.delete')).toEqual([{ id: 'm1' }])
})

it('completes the name of a member after an @, with the keyboard', async () => {
  const { host } = await open(
    inRoom({
      rooms: {
        rooms: [aRoom({ members: [aMember('Ada', { me: true }), aMember('Anna Lee'), aMember('Ben')] })]
      }
    })
  )
  await userEvent.click(field())
  await userEvent.keyboard('hello @an')
  await expect
    .element(page.getByRole('option', { name: /Anna Lee/ }))
    .toHaveAttribute('aria-selected', 'true')
  expect(page.getByRole('option').elements()).toHaveLength(1)
  await userEvent.keyboard('{Enter}')
  await expect.element(field()).toHaveValue('hello @Anna Lee ')
  await userEvent.keyboard('welcome{Enter}')

  await expect.poll(() => host.inputsOf('chat.send')).toMatchObject([{ text: 'hello @Anna Lee welcome' }])
})

it('knows commands of its own, and says of the processor’s that everybody sees them', async () => {
  const { host } = await open(
    inRoom({ commands: [{ command: '/time', usage: '[zone]', summary: 'Tells the time.' }] })
  )
  await userEvent.click(field())
  await userEvent.keyboard('/')
  await expect.element(page.getByRole('option', { name: /\/invite/ })).toBeVisible()
  await expect.element(page.getByRole('option', { name: /\/time/ })).toBeVisible()
  await userEvent.fill(field(), '/time ')
  await expect.element(page.getByText('Everybody in the room sees the command and its answer.')).toBeVisible()

  await userEvent.fill(field(), '/topic Low tide')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => host.inputsOf('rooms.topic')).toEqual([{ id: 'room-1', topic: 'Low tide' }])
  await userEvent.fill(field(), '/leave')
  await userEvent.keyboard('{Enter}')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()

  await expect.element(page.getByText(/You left this room\./)).toBeVisible()
  await expect.element(field()).not.toBeInTheDocument()
  expect(host.inputsOf('chat.send')).toEqual([])
})

it('offers two people alone neither a topic nor invitations, and no commands of who cannot read them', async () => {
  const direct = { ...chat(), room: { ...chat().room, kind: 'direct' as const } }
  const { host } = await open(
    inRoom({
      conversations: [direct as ReturnType<typeof chat>],
      rooms: { rooms: [aRoom({ kind: 'direct' })] },
      commands: [{ command: '/time', usage: '[zone]', summary: 'Tells the time.' }]
    })
  )
  await userEvent.click(field())
  await userEvent.keyboard('/')
  await expect.element(page.getByRole('option')).toMatchTextContent('/leave')
  await userEvent.fill(field(), '/topic our secret')
  await userEvent.keyboard('{Enter}')

  await expect.poll(() => host.inputsOf('chat.send')).toMatchObject([{ text: '/topic our secret' }])
  expect(host.inputsOf('rooms.topic')).toEqual([])
})

it('leads from a room that was just made to inviting somebody, until there is something else', async () => {
  const only = aRoom({ members: [aMember('Ada', { me: true, role: 'owner' })], here: 1, known: 1 })
  await open(
    inRoom({ rooms: { rooms: [only] }, messages: [said('Ada', 1, '', { room: { kind: 'create' } })] })
  )
  await expect.element(page.getByText('Nobody is in this room but you.')).toBeVisible()
  await page.getByRole('button', { name: 'Invite people…' }).click()

  await expect.element(page.getByRole('button', { name: 'Make an invitation' })).toBeVisible()
})

it('counts what sealing takes when it says how much more can be written to one person', async () => {
  const direct = { ...chat(), room: { ...chat().room, kind: 'direct' } } as ReturnType<typeof chat>
  await open(inRoom({ conversations: [direct], rooms: { rooms: [aRoom({ kind: 'direct' })] } }))
  await userEvent.fill(field(), 'x'.repeat(23_600))
  await expect.element(page.getByRole('button', { name: 'Send' })).toBeEnabled()

  await userEvent.fill(field(), 'x'.repeat(23_700))

  await expect.element(page.getByRole('button', { name: 'Send' })).toBeDisabled()
})

it.each(['waits_for_key', 'key_changed'] as const)(
  'never says that two people write in the clear: %s',
  async (state) => {
    const encryption = { state, words: [], verified: false }
    const direct = { ...chat(), room: { ...chat().room, kind: 'direct' } } as ReturnType<typeof chat>
    await open(inRoom({ conversations: [direct], rooms: { rooms: [aRoom({ kind: 'direct', encryption })] } }))
    await page.getByRole('button', { name: /^About this/ }).click()

    await expect.element(page.getByRole('dialog').getByText(/^Nothing goes unencrypted/)).toBeVisible()
    await expect.element(page.getByText(/operates this account can read/)).not.toBeInTheDocument()
  }
)

it('leads to a mention that was not seen yet', async () => {
  const many = Array.from({ length: 60 }, (_, n) => said('Anna', n + 1, `line ${n + 1}\nand more of it`))
  const mentioning = said('Ben', 61, 'where is @Ada?', {
    room: { mentions: [{ id: 'local:ada', name: 'Ada', me: true }] }
  })
  const after = Array.from({ length: 40 }, (_, n) => said('Anna', n + 62, `later ${n + 62}`))
  await open(
    inRoom({ conversations: [{ ...chat(), unread: 101 }], messages: [...many, mentioning, ...after] })
  )
  await page.getByRole('button', { name: '1 mention of you' }).click()

  await expect.element(log().getByText('where is @Ada?')).toBeInViewport()
  await expect.element(page.getByRole('button', { name: '1 mention of you' })).not.toBeInTheDocument()
})

it('says what stands in the way: another backend, messages to come, what was refused', async () => {
  const { host } = await open(inRoom({ rooms: { rooms: [aRoom({ here: 120, known: 10_000, waiting: 2 })] } }))
  await expect.element(page.getByText(/120 of 10,000 messages are here/)).toBeVisible()
  await expect.element(page.getByText('2 things that you did are not confirmed yet.')).toBeVisible()
  host.emit('room.changed', aRoom({ reason: aWireError('conflict', 'Only an owner may do that.') }))
  await expect.element(page.getByText('Only an owner may do that.')).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss' }).click()

  await expect.element(page.getByText('Only an owner may do that.')).not.toBeInTheDocument()
})

it('keeps in sight what the room’s log was put back to before, and says so; nothing can be done with it there', async () => {
  const { stores } = await open(
    inRoom({
      messages: [
        said('Anna', 1, 'Still there'),
        saidByMe(2, 'Mine', { room: { seq: null, putBack: true } }),
        said('Ben', 3, 'Hers', { room: { seq: null, putBack: true } }),
        said('MessageProcessor', 4, '2', { room: { seq: null, kind: 'put_back', putBack: true } }),
        said('Anna', 5, 'Anew', { room: { seq: 2 } })
      ]
    })
  )

  await expect.element(log()).toMatchTextContent('put back to an earlier state on its backend')
  const gone = 'no longer in the room'
  await expect.poll(marks).toEqual(['', gone, gone, 'The last 2 messages', ''])
  await expect.element(log().getByRole('article').nth(1)).toHaveAccessibleName('Ada, no longer in the room')
  expect(log().getByRole('button', { name: 'Reply to it' }).elements()).toHaveLength(2)
  const message = stores.chat.getState().logs.get('room-1')?.messages.get('m2')
  expect(message && roomActs(stores, message).map(({ name }) => name)).toEqual([
    'Copy the text',
    'Details',
    'Show the text as it was written'
  ])
})
