import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ChangeFeed } from './change-feed'
import { RoomView } from './room-view'
import { TemplateStore } from './template-store'

/** A feed of a profile, and the names of what it announced. */
function aFeed() {
  const { db, store, conversations, scheduled, profile, add } = aProfile()
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
  return { db, feed, add, announced, conversations, scheduled, templates }
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
