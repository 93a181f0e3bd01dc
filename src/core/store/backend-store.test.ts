import { expect, it } from 'vitest'
import { backendColours } from '../../shared/backend-colours'
import { awsBackendSchema, type AwsBackendConfig } from '../../shared/backend-config'
import type { Told } from '../../shared/said'
import { aProfile } from '../../../test/profile'
import { BackendStore } from './backend-store'

function setup() {
  const { db } = aProfile()
  const damaged: Told[] = []
  return { db, damaged, store: new BackendStore(db, (told) => damaged.push(told)) }
}

const anAccount = (id: string): AwsBackendConfig =>
  awsBackendSchema.parse({
    id,
    kind: 'aws',
    name: id,
    region: 'us-east-1',
    credentials: { type: 'environment' },
    requestQueue: 'ChatAPP'
  })

it('takes the safe side of each choice until the user makes one', () => {
  const { store } = setup()
  store.save(anAccount('work'))

  expect(store.list().choices).toEqual({
    local: { colour: 'grey', protected: false, queueDesk: 'read-only', agents: 'locked' },
    work: { colour: 'blue', protected: true, queueDesk: 'read-only', agents: 'locked' }
  })
})

it('keeps each choice by itself, and tells of it', () => {
  const { db, store } = setup()
  store.save(anAccount('work'))
  const before = db.revision()

  store.choose('work', { colour: 'red' })
  expect(store.changedSince(before)).toBe(true)

  expect(store.choose('work', { protected: false, agents: 'unlocked' })).toEqual({
    colour: 'red',
    protected: false,
    queueDesk: 'read-only',
    agents: 'unlocked'
  })
  expect(store.choose('local', { queueDesk: 'unlocked' })).toMatchObject({ queueDesk: 'unlocked' })
  expect(() => store.choose('nobody', {})).toThrow('nobody')
})

it('gives each backend a colour of its own, which stays when others are edited or removed', () => {
  const { store } = setup()
  const ids = backendColours.slice(1).map((_, index) => `account-${index}`)
  for (const id of ids) store.save(anAccount(id))
  const { choices } = store.list()
  const coloursOf = (...wanted: string[]) => wanted.map((id) => store.list().choices[id]?.colour)

  expect(new Set(Object.values(choices).map(({ colour }) => colour))).toEqual(new Set(backendColours))

  store.save(anAccount('account-0'))
  store.remove('account-1')
  expect(coloursOf('account-0', 'account-5')).toEqual([
    choices['account-0']?.colour,
    choices['account-5']?.colour
  ])
  store.save(anAccount('next'))
  expect(coloursOf('next')).toEqual([choices['account-1']?.colour])
  store.save(anAccount('one too many'))
  expect(backendColours).toContain(coloursOf('one too many')[0])
})

it('reads a profile of before the choices, and takes one that it does not know as not made', () => {
  const { db, damaged, store } = setup()
  db.transaction(() => db.putSetting('backends:all', [anAccount('first'), anAccount('second')]))
  const colours = () => Object.values(store.list().choices).map(({ colour }) => colour)

  expect(colours()).toEqual(['grey', 'blue', 'green'])
  store.save(anAccount('first'))
  expect(store.list().choices).toMatchObject({ first: { colour: 'blue' }, second: { colour: 'green' } })

  db.transaction(() =>
    db.putSetting('backends:choices', {
      first: { colour: 'plaid', protected: 'perhaps', agents: 'unlocked' }
    })
  )
  expect(store.list().choices['first']).toMatchObject({ protected: true, agents: 'unlocked' })
  db.transaction(() => db.putSetting('backends:choices', 'garbage'))
  expect(store.list().choices['first']).toMatchObject({ protected: true, agents: 'locked' })
  expect(damaged).toEqual([])
})

it('forgets what was chosen for a backend that is removed', () => {
  const { store } = setup()
  store.save(anAccount('work'))
  store.choose('work', { agents: 'unlocked' })

  store.remove('work')
  store.save(anAccount('work'))

  expect(store.list().choices['work']).toMatchObject({ agents: 'locked' })
})

it('asks before the first message after a switch to a protected backend, once', () => {
  const { db, store } = setup()
  store.save(anAccount('work'))
  store.save(anAccount('play'))
  store.choose('play', { protected: false })
  const asks = () => [store.asksFirst(), store.list().asksFirst]

  store.activate('play')
  expect(asks()).toEqual([false, false])
  const before = db.revision()
  store.activate('work')
  expect(store.changedSince(before)).toBe(true)
  expect(asks()).toEqual([true, true])
  expect(() => store.assertConfirmed()).toThrow('"work" is protected')
  store.activate('work')
  expect(asks()).toEqual([true, true])

  expect(() => store.confirm('play')).toThrow('another backend')
  store.confirm('work')
  expect(asks()).toEqual([false, false])
  store.assertConfirmed()
  store.activate('local')
  store.activate('work')
  expect(asks()).toEqual([true, true])
  store.choose('work', { protected: false })
  expect(asks()).toEqual([false, false])
})

it('does not ask for what has just been set up, unless something waits that was written for another', () => {
  const { db, store } = setup()
  store.save(anAccount('first'))
  store.activate('first')
  expect(store.asksFirst()).toBe(false)

  db.sql('PRAGMA foreign_keys = OFF').run()
  db.sql("INSERT INTO outbox (seq, conversation_id, due_at) VALUES (1, 'processor', 0)").run()
  store.save(anAccount('second'))
  store.activate('second')
  expect(store.asksFirst()).toBe(true)
})
