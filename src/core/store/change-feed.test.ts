import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ChangeFeed } from './change-feed'

/** A feed of a profile, and the names of what it announced. */
function aFeed() {
  const { db, store, conversations, profile, add } = aProfile()
  const announced: string[] = []
  const feed = new ChangeFeed({
    db,
    messages: store,
    conversations,
    profile,
    backends: { changedSince: () => false, announce: () => {} },
    emit: (name) => announced.push(name),
    foreignChange: () => {},
    failed: (error) => expect.unreachable(String(error)),
    folder: temporaryFolder()
  })
  return { feed, add, announced }
}

it('announces a change by itself, and thousands at once as one that asks to read anew', () => {
  const { feed, add, announced } = aFeed()

  for (let i = 0; i <= 2000; i += 1) add({ sentAt: i })
  feed.pump()
  add({ sentAt: 3000 })
  feed.pump()

  expect(announced).toEqual(['data.changed', 'message.changed', 'conversation.changed'])
})
