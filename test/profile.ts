import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ConversationStore } from '../src/core/store/conversation-store'
import { openDatabase } from '../src/core/store/open-database'
import { MessageStore } from '../src/core/store/message-store'
import { ScheduleStore } from '../src/core/store/schedule-store'
import { PairStore } from '../src/core/store/pair-store'
import { RoomStore } from '../src/core/store/room-store'
import { ProfileStore } from '../src/core/store/profile-store'
import { encodeBody, type RequestBody } from '../src/shared/message'
import { aRequest } from './fakes'
import { someSettings } from './settings'
import { temporaryFolder } from './temporary-folder'

/** A profile's stores on a real database file, closed when the test ends; in a folder of its own unless one is given. */
export function aProfile(folder = temporaryFolder()) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'chatapp.sqlite')
  const { db } = openDatabase(file, 'alone')
  onTestFinished(() => db.close())
  const conversations = new ConversationStore(db)
  conversations.ensureDefault(0)
  const store = new MessageStore(db)
  const scheduled = new ScheduleStore(db)
  const profile = new ProfileStore(db, someSettings)
  const pairs = new PairStore(db)
  const rooms = new RoomStore(db, store)
  /** Stores a request as the chat service does, at the time it says it was sent. */
  const add = (fields: Partial<RequestBody> = {}) => {
    const body = aRequest(fields)
    store.addRequest(body, encodeBody(body), { now: body.sentAt })
    const added = store.get(body.id)
    if (added.role !== 'request') throw new Error('A reply was stored.')
    return added
  }
  return { file, db, conversations, scheduled, store, profile, pairs, rooms, add }
}
