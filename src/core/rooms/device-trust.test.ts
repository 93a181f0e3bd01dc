import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { accepted, encryptionOf, noticed, recipientsOf, toldKeys, trustSchema } from './device-trust'

const aKey = (): string => String(generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x)
const [laptop, phone, bobs, bobsNew] = [aKey(), aKey(), aKey(), aKey()]
const nothing = trustSchema.parse({})

/** Ada's laptop after it was first told of Bob. */
const begun = (told = toldKeys(laptop, [laptop], [bobs])) => noticed(nothing, told)

it('waits while the other has no key, and seals for the first one that comes', () => {
  const none = toldKeys(laptop, [], [])
  const first = toldKeys(laptop, [laptop], [bobs])

  expect(encryptionOf(noticed(nothing, none), none)).toEqual({
    state: 'waits_for_key',
    words: [],
    verified: false
  })
  expect(recipientsOf(noticed(nothing, none), none)).toBeNull()
  const trust = noticed(noticed(nothing, none), first)
  expect(encryptionOf(trust, first)).toMatchObject({ state: 'on', verified: false })
  expect(recipientsOf(trust, first)).toEqual([laptop, bobs])
})

it.each([
  ['the other', toldKeys(laptop, [laptop], [bobs, bobsNew])],
  ['oneself', toldKeys(laptop, [laptop, phone], [bobs])]
])(
  'seals nothing for a new key of %s until it is accepted, and goes on with those that were',
  (_who, told) => {
    const trust = noticed(accepted(begun(), toldKeys(laptop, [laptop], [bobs]), true), told)

    expect(encryptionOf(trust, told)).toMatchObject({ state: 'key_changed', verified: false })
    expect(recipientsOf(trust, told)).toEqual([laptop, bobs])
    const after = accepted(trust, told, false)
    expect(encryptionOf(after, told)).toMatchObject({ state: 'on', verified: false })
    expect(recipientsOf(after, told)).toEqual([...told.own, ...told.theirs])
  }
)

it('waits where every key of the other is a new one', () => {
  const told = toldKeys(laptop, [laptop], [bobsNew])

  expect(recipientsOf(begun(), told)).toBeNull()
  expect(encryptionOf(begun(), told).state).toBe('key_changed')
})

it('stays verified when a device goes, and when it comes back', () => {
  const both = toldKeys(laptop, [laptop, phone], [bobs])
  const one = toldKeys(laptop, [laptop], [bobs])
  const trust = accepted(begun(both), both, true)

  expect(encryptionOf(noticed(trust, one), one)).toMatchObject({ state: 'on', verified: true })
  expect(encryptionOf(noticed(trust, both), both)).toMatchObject({ state: 'on', verified: true })
})

it('takes no key that is none, and this device’s own whatever is told', () => {
  expect(toldKeys(laptop, ['x', phone, laptop], [bobs, bobs, '', 'A'.repeat(44)])).toEqual({
    device: laptop,
    own: [laptop, phone],
    theirs: [bobs]
  })
})

it('shows other words where the processor tells another key for this device, and seals nothing for that', () => {
  const lied = toldKeys(laptop, [phone], [bobs])
  const theirView = toldKeys(bobs, [bobs], [phone])

  expect(encryptionOf(begun(), lied)).toMatchObject({ state: 'key_changed' })
  expect(encryptionOf(begun(), lied).words).not.toEqual(encryptionOf(nothing, theirView).words)
  expect(recipientsOf(begun(), lied)).toEqual([laptop, bobs])
})

it('knows this device’s own key without being told, whatever was accepted before', () => {
  const told = toldKeys(phone, [laptop, phone], [bobs])

  expect(encryptionOf(begun(), told)).toMatchObject({ state: 'on' })
  expect(recipientsOf(noticed(begun(), told), told)).toEqual([phone, laptop, bobs])
})

it('reads a stored trust that is damaged as none', () => {
  expect([trustSchema.parse('{'), trustSchema.parse({ own: 'x' })]).toEqual([nothing, nothing])
})
