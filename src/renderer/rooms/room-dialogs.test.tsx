import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aWireError, type FakeWorld } from '../test/fake-host'
import { aMember, aPerson, aRoom } from '../test/fake-rooms'
import { renderApp } from '../test/render-app'

const dialog = (name: string) => page.getByRole('dialog', { name })
const menu = page.getByRole('button', { name: 'Write to a person or a room' })

const chat = (room: Partial<NonNullable<ReturnType<typeof aConversation>['room']>> = {}, id = 'room-1') =>
  aConversation({
    id,
    title: 'Harbour',
    room: {
      kind: 'room',
      backendId: 'local',
      state: 'open',
      mentioned: false,
      mentionsOnly: false,
      members: 3,
      ...room
    }
  })

const world = (fields: FakeWorld = {}): FakeWorld => ({
  conversations: [aConversation(), chat()],
  answers: false,
  settings: { nameChosen: true },
  rooms: { rooms: [aRoom()] },
  ...fields
})

async function openPanel(fields: FakeWorld = {}) {
  const shown = await renderApp(world(fields))
  await shown.stores.chat.getState().open('room-1')
  await page.getByRole('button', { name: /^About this/ }).click()
  return shown
}

it('finds a person by name, flags a look-alike, and opens the conversation with Enter', async () => {
  const { host } = await renderApp(
    world({
      rooms: {
        overview: {
          people: [
            aPerson('Anna'),
            aPerson('Аnna', { id: 'local:x', looksLike: 'Anna' }),
            aPerson('Ben', { encrypts: false })
          ]
        }
      }
    })
  )
  await menu.click()
  await page.getByRole('menuitem', { name: 'Person…' }).click()
  await expect.element(dialog('People').getByRole('option', { name: /looks like Anna/ })).toBeVisible()
  await expect
    .element(dialog('People').getByRole('option', { name: /Ben.*last seen 3 min.*no key yet/ }))
    .toBeVisible()
  await userEvent.keyboard('be{Enter}')

  await expect.poll(() => host.inputsOf('rooms.direct')).toEqual([{ person: 'local:ben' }])
  await expect.element(dialog('People')).not.toBeInTheDocument()
})

it('asks for one’s name first, and says who the backend knows one as', async () => {
  const { host } = await renderApp(world({ settings: { nameChosen: false }, rooms: {} }))
  await menu.click()
  await page.getByRole('menuitem', { name: 'Room…' }).click()
  const room = dialog('New room')
  await expect.element(room).toMatchTextContent('The local backend sees you as local:ada.')
  await room.getByRole('textbox', { name: 'How are you called here?' }).fill('Ada L.')
  await room.getByRole('button', { name: 'That is me' }).click()
  await room.getByRole('textbox', { name: 'What is it called?' }).fill('Harbour')
  await userEvent.keyboard('{Enter}')

  await expect
    .poll(() => host.inputsOf('rooms.create'))
    .toEqual([{ id: expect.any(String), title: 'Harbour' }])
  expect(host.inputsOf('rooms.setName')).toEqual([{ name: 'Ada L.' }])
  expect(host.inputsOf('settings.set')).toEqual([{ senderName: 'Ada L.', nameChosen: true }])
})

it('proposes nobody’s name to nobody, and says of each name that it is somebody else’s', async () => {
  const fresh = { me: null, available: 'yes' } as const
  const { host } = await renderApp(
    world({
      settings: { nameChosen: false, senderName: 'You' },
      rooms: { overview: fresh, taken: ['Anna', 'Ben'] }
    })
  )
  await menu.click()
  await page.getByRole('menuitem', { name: 'Room…' }).click()
  const [field, alert] = [dialog('New room').getByRole('textbox'), dialog('New room').getByRole('alert')]
  await expect.element(field).toHaveValue('')
  for (const name of ['Anna', 'Ben']) {
    await userEvent.fill(field, name)
    await expect.element(alert).not.toBeInTheDocument()
    await userEvent.keyboard('{Enter}')
    await expect.element(alert).toMatchTextContent('Somebody else on this backend has this name')
    await userEvent.fill(field, 'A')
  }
  await userEvent.fill(field, 'Cleo')
  await userEvent.keyboard('{Enter}')

  await expect.element(dialog('New room').getByText('What is it called?')).toBeVisible()
  expect(host.inputsOf('rooms.setName')).toEqual(['Anna', 'Ben', 'Cleo'].map((name) => ({ name })))
})

it('says why a backend has no rooms and what to do', async () => {
  const { host } = await renderApp(
    world({
      rooms: {
        overview: { available: 'no', me: null, reason: aWireError('conflict', 'It has no table for rooms.') }
      }
    })
  )
  await menu.click()
  await page.getByRole('menuitem', { name: 'Room…' }).click()
  await expect
    .element(dialog('New room'))
    .toMatchTextContent('This backend has no rooms. It has no table for rooms.')
  await dialog('New room').getByRole('button', { name: 'Look again' }).click()

  expect(host.inputsOf('rooms.refresh')).toHaveLength(1)
})

it('joins with a code or a link, and says on which backend and as whom', async () => {
  const { host } = await renderApp(world())
  await menu.click()
  await page.getByRole('menuitem', { name: 'Join with an invitation…' }).click()
  await expect.element(dialog('Join a room')).toMatchTextContent('You join on the local backend, as Ada.')
  host.fail('rooms.join', aWireError('invalid_input', 'This code has a slip in it.'))
  await userEvent.keyboard('AAAA{Enter}')
  await expect.element(page.getByText('This code has a slip in it.')).toBeVisible()
  host.fail('rooms.join', null)
  await userEvent.keyboard('-BBBB{Enter}')

  await expect.element(dialog('Join a room')).not.toBeInTheDocument()
  expect(host.inputsOf('rooms.join')).toEqual([{ invitation: 'AAAA' }, { invitation: 'AAAA-BBBB' }])
})

it('makes an invitation, shows it as code, link and QR code, and takes it back', async () => {
  const { host } = await openPanel()
  const panel = dialog('About this room')
  await panel.getByLabelText('For', { exact: true }).selectOptions('5 people')
  await panel.getByLabelText('Valid for').selectOptions('a day')
  await panel.getByRole('button', { name: 'Make an invitation' }).click()

  await expect.element(panel.getByText('AAAA-BBBB-CCCC')).toBeVisible()
  await expect
    .element(panel.getByRole('img', { name: 'QR code of the link of this invitation' }))
    .toBeVisible()
  expect(host.inputsOf('rooms.invite')).toEqual([{ id: 'room-1', expiresInHours: 24, uses: 5 }])
  await panel.getByRole('button', { name: 'Revoke' }).click()
  await expect
    .poll(() => host.inputsOf('rooms.revoke'))
    .toEqual([{ id: 'room-1', invitation: 'invitation-1' }])
})

it('changes title and topic in their places, and makes owners and removes members, after asking', async () => {
  const { host } = await openPanel()
  const panel = dialog('About this room')
  await panel.getByRole('textbox', { name: 'Topic' }).fill('Low tide')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByRole('button', { name: 'Options for Anna' }).click()
  await page.getByRole('menuitem', { name: 'Make an owner' }).click()
  await panel.getByRole('button', { name: 'Options for Ben' }).click()
  await page.getByRole('menuitem', { name: 'Remove from the room…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()

  await expect.poll(() => host.inputsOf('rooms.remove')).toEqual([{ id: 'room-1', person: 'local:ben' }])
  expect(host.inputsOf('rooms.topic')).toEqual([{ id: 'room-1', topic: 'Low tide' }])
  expect(host.inputsOf('rooms.promote')).toEqual([{ id: 'room-1', person: 'local:anna' }])
  await expect.element(panel).toBeVisible()
})

it('offers a member who is no owner nothing that only owners may', async () => {
  await openPanel({
    rooms: {
      rooms: [
        aRoom({ owner: false, members: [aMember('Anna', { role: 'owner' }), aMember('Ada', { me: true })] })
      ]
    }
  })
  const panel = dialog('About this room')
  await expect.element(panel.getByText('An owner of the room invites.')).toBeVisible()
  await expect.element(panel.getByRole('button', { name: 'Leave…' })).toBeVisible()
  expect(panel.getByRole('button', { name: 'Close for everybody…' }).elements()).toEqual([])
  expect(panel.getByRole('textbox', { name: 'Title' }).elements()).toEqual([])
})

it('shows the words to compare of a direct conversation, and warns when the keys changed', async () => {
  const words = ['anchor', 'velvet', 'orbit']
  const direct = aRoom({
    kind: 'direct',
    title: 'Ben',
    encryption: { state: 'key_changed', words, verified: false }
  })
  const { host, stores } = await renderApp(
    world({ conversations: [chat({ kind: 'direct' })], rooms: { rooms: [direct] } })
  )
  await stores.chat.getState().open('room-1')
  await expect.element(page.getByText('There is a new key in this conversation.')).toBeVisible()
  await page.getByRole('button', { name: 'Compare the words…' }).click()
  const panel = dialog('About this conversation')
  await expect
    .element(panel.getByRole('list', { name: 'Words to compare' }))
    .toMatchTextContent('anchorvelvetorbit')
  await panel.getByRole('button', { name: 'They are the same' }).click()

  await expect.element(panel.getByText('You said that they are the same.')).toBeVisible()
  expect(host.inputsOf('rooms.verify')).toEqual([{ id: 'room-1', verified: true }])
})

it.each(['on', 'waits_for_key', 'key_changed'] as const)(
  'says of no direct conversation that somebody else can read it: %s',
  async (state) => {
    const direct = aRoom({ kind: 'direct', title: 'Ben', encryption: { state, words: [], verified: false } })
    const { stores } = await renderApp(
      world({ conversations: [chat({ kind: 'direct' })], rooms: { rooms: [direct] } })
    )
    await stores.chat.getState().open('room-1')
    await page.getByRole('button', { name: 'About this conversation' }).click()
    const panel = dialog('About this conversation')
    await expect.element(panel.getByRole('heading', { name: 'Encryption' })).toBeVisible()

    expect(panel.element().textContent).not.toContain('whoever operates')
    expect(panel.element().textContent).toContain(
      state === 'on' ? 'only your devices' : 'Nothing goes unencrypted'
    )
  }
)

it('marks rooms in the list: what they are, a mention, and their state in words', async () => {
  await renderApp({
    conversations: [
      aConversation(),
      { ...chat({ mentioned: true }, 'a'), unread: 3 },
      { ...chat({ kind: 'direct', state: 'left' }, 'b'), title: 'Ben' },
      { ...chat({ state: 'pending' }, 'c'), title: 'Regatta' }
    ]
  })
  const list = page.getByRole('navigation', { name: 'Chats' })

  await expect
    .element(list.getByRole('button', { name: /room Harbour.*mentions you, 3 unread/ }))
    .toBeVisible()
  await expect.element(list.getByRole('button', { name: /person Ben.*You left/ })).toBeVisible()
  await expect.element(list.getByRole('button', { name: /room Regatta.*Waiting to be let in/ })).toBeVisible()
})
