import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, aRoomIn, aState } from '../../../test/rooms'
import { RoomView } from './room-view'

const HOUR = 3_600_000

/** A room of Ada's, and what is shown of its invitations; `tell` is the processor's word on them. */
function invitationsOf() {
  const { rooms, db, id, at } = aRoomIn(aProfile())
  const time = 5000
  const view = new RoomView(db)
  let revision = 1
  return {
    rooms,
    id,
    shown: () => view.get(id)?.invitations,
    make: (hash: string, uses = 1): string => {
      const expiresAt = time + HOUR
      const ask = { op: 'invite', room: id, hash, expiresAt, uses, lasts: HOUR } as const
      rooms.asks.add({ id: `ask-${hash}`, backendId: 'local', roomId: id, ask }, time)
      rooms.invitations.keep(id, { hash, code: `CODE-${hash}`, expiresAt, uses })
      return `ask-${hash}`
    },
    tell: (invitations: Record<string, number | null>, asked?: string): void => {
      const all = Object.entries(invitations).map(([hash, left]) => {
        return { hash, left, by: ada.id, expiresAt: 5000 + HOUR }
      })
      rooms.apply(
        id,
        { room: id, state: aState({ revision: ++revision, invitations: all }) },
        { ...at, asked }
      )
    }
  }
}

it('shows an invitation while it is asked for and as long as it can be used, with its code where it was made', () => {
  const { make, tell, shown } = invitationsOf()
  const ask = make('a', 2)
  const asked = shown()
  tell({ a: 2, other: null }, ask)
  const made = shown()
  tell({ a: 1, other: null })
  const used = shown()
  tell({ a: 0, other: null })

  const link = { code: 'CODE-a', link: 'chatapp://join/CODE-a', expiresAt: 5000 + HOUR }
  const other = { id: 'other', code: null, link: null, expiresAt: 5000 + HOUR, left: null, confirmed: true }
  expect(asked).toEqual([{ id: 'a', ...link, left: 2, confirmed: false }])
  expect(made).toEqual([{ id: 'a', ...link, left: 2, confirmed: true }, other])
  expect(used).toEqual([{ id: 'a', ...link, left: 1, confirmed: true }, other])
  expect(shown()).toEqual([other])
})

it('shows no code that nobody can join by: refused, revoked here or by another owner', () => {
  const { make, tell, shown, rooms, id } = invitationsOf()
  const [first, second] = [make('a'), make('b')]
  rooms.apply(id, { room: id, refused: 'too_many_invitations' }, { now: 1, backendId: 'local', asked: first })
  tell({ b: 1 }, second)
  const refused = shown()
  const ask = { op: 'revoke', room: id, hash: 'b' } as const
  rooms.invitations.drop(id, 'b')
  rooms.asks.add({ id: 'revoke', backendId: 'local', roomId: id, ask }, 1)
  const revoked = shown()
  const third = make('c')
  tell({ c: 1 }, third)
  const before = shown()
  tell({})

  expect(refused).toMatchObject([{ id: 'b' }])
  expect(revoked).toEqual([])
  expect(before).toMatchObject([{ id: 'c', confirmed: true }])
  expect(shown()).toEqual([])
})
