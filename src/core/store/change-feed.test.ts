import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, anEntry, aRoomIn, aState, bob } from '../../../test/rooms'
import { openDatabase } from './open-database'
import { MessageStore } from './message-store'
import { RoomStore } from './room-store'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ChangeFeed } from './change-feed'
import { RoomView } from './room-view'
import { TemplateStore } from './template-store'

/** A feed of a profile, and the names of what it announced. */
function aFeed() {
  const whole = aProfile()
  const { db, file, store, conversations, scheduled, profile, add } = whole
  const templates = new TemplateStore(db)
  const announced: string[] = []
  const feed = new ChangeFeed({
    db,
    messages: store,
    conversations,
    roomView: new RoomView(db),
    profile,
    backends: { changedSince: () => false, announce: () => {} },
    emit: (name) => announced.push(name),
    foreignChange: () => {},
    failed: (error) => expect.unreachable(String(error)),
    folder: temporaryFolder()
  })
  return { db, file, feed, add, announced, conversations, scheduled, templates, whole }
}

it('announces a change by itself, and thousands at once as one that asks to read anew', () => {
  const { feed, add, announced } = aFeed()

  for (let i = 0; i <= 2000; i += 1) add({ sentAt: i })
  feed.pump()
  add({ sentAt: 3000 })
  feed.pump()

  expect(announced).toEqual(['data.changed', 'message.changed', 'conversation.changed'])
})

it('announces that what waits for a moment is another, also by the deletion of its chat; and templates', () => {
  const { db, feed, announced, conversations, scheduled, templates } = aFeed()
  const { id } = conversations.create('Soon gone', 1)
  const outgoing = { id: 'a', conversationId: id, text: 'later', attributes: [] }
  const announcedBy = (work: () => void): string[] => {
    announced.length = 0
    work()
    feed.pump()
    return [...announced]
  }
  feed.pump()

  expect(
    announcedBy(() => db.transaction(() => scheduled.put(outgoing, { sendAt: 9, waitMs: null }, 1)))
  ).toEqual(['scheduled.changed'])
  expect(announcedBy(() => conversations.delete(id, 2))).toContain('scheduled.changed')
  expect(announcedBy(() => templates.save('Greeting', { text: 'Hi', attributes: [] }))).toEqual([
    'templates.changed'
  ])
})

it('announces rooms and people that another host of the profile was told of, and none for what is said elsewhere', () => {
  const { file, feed, add, announced, whole } = aFeed()
  const { id } = aRoomIn(whole)
  const { db: other } = openDatabase(file, 'alone')
  const rooms = new RoomStore(other, new MessageStore(other))
  const at = { now: 5000, backendId: 'local' }
  const announcedBy = (work: () => void): string[] => {
    announced.length = 0
    work()
    feed.pump()
    return [...announced]
  }
  feed.pump()

  try {
    expect(announcedBy(() => rooms.apply(id, { room: id, entries: [anEntry(1)] }, at))).toEqual([
      'message.changed',
      'conversation.changed',
      'room.changed'
    ])
    expect(announcedBy(() => rooms.greet({ me: ada.id, people: [ada, bob] }, at))).toEqual(['rooms.changed'])
    expect(announcedBy(() => rooms.apply(id, { room: id, state: aState({ revision: 2 }) }, at))).toEqual([
      'conversation.changed',
      'room.changed'
    ])
    expect(announcedBy(() => add())).toEqual(['message.changed', 'conversation.changed'])
    const page = Array.from({ length: 200 }, (_, index) => anEntry(index + 2))
    expect(announcedBy(() => rooms.apply(id, { room: id, entries: page }, at))).toEqual([
      'data.changed',
      'room.changed'
    ])
  } finally {
    other.close()
  }
})
