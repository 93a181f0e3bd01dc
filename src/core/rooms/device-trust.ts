import { z } from 'zod'
import type { Room } from '../../shared/contract'
import { isDeviceKey, words } from './sealing'

/**
 * Which keys of two people were accepted in their direct conversation, on this device. None is ever taken out: what was
 * written with it long ago stays readable.
 */
export const trustSchema = z
  .object({
    own: z.array(z.string()),
    theirs: z.array(z.string()),
    /** The words of these keys were compared. */
    verified: z.boolean()
  })
  .catch({ own: [], theirs: [], verified: false })

export type Trust = Readonly<z.output<typeof trustSchema>>

/** The keys of two people as the processor tells them now; this device's own is among `own`, whatever it tells. */
export interface ToldKeys {
  /** This device's own, which it has from itself; empty before there is one. */
  readonly device: string
  readonly own: readonly string[]
  readonly theirs: readonly string[]
}

/** The keys of two members; what is none is left out, this device's comes first. */
export function toldKeys(device: string, own: readonly string[], theirs: readonly string[]): ToldKeys {
  return {
    device,
    own: [...new Set([device, ...own])].filter(isDeviceKey),
    theirs: [...new Set(theirs)].filter(isDeviceKey)
  }
}

/**
 * Takes the first keys of each side on trust, as SSH does with a new host. Later ones wait until they are accepted:
 * whoever holds the account could name a key of his own as anybody's, one's own other devices included.
 */
export function noticed(trust: Trust, told: ToldKeys): Trust {
  const { device } = told
  const before = trust.own.length === 0 ? told.own : trust.own
  const own = device === '' || before.includes(device) ? before : [device, ...before]
  const theirs = trust.theirs.length === 0 ? told.theirs : trust.theirs
  return own === trust.own && theirs === trust.theirs
    ? trust
    : { ...trust, own: [...own], theirs: [...theirs] }
}

/** The user has been told of all these keys and goes on with them, compared or not. */
export const accepted = (trust: Trust, told: ToldKeys, verified: boolean): Trust => ({
  own: [...new Set([...trust.own, ...told.own])],
  theirs: [...new Set([...trust.theirs, ...told.theirs])],
  verified
})

/**
 * The devices that a text is sealed for: those told of whose keys were accepted. Null where none of the other's is: then
 * nothing is sealed, and what is written waits.
 */
export function recipientsOf(trust: Trust, { own, theirs }: ToldKeys): readonly string[] | null {
  const others = theirs.filter((key) => trust.theirs.includes(key))
  return others.length === 0 ? null : [...own.filter((key) => trust.own.includes(key)), ...others]
}

/** How a direct conversation stands, for who looks at it. */
export function encryptionOf(stored: Trust, told: ToldKeys): NonNullable<Room['encryption']> {
  const trust = noticed(stored, told)
  const isNew =
    told.own.some((key) => !trust.own.includes(key)) || told.theirs.some((key) => !trust.theirs.includes(key))
  return {
    state: told.theirs.length === 0 ? 'waits_for_key' : isNew ? 'key_changed' : 'on',
    words: words(told.own, told.theirs),
    verified: trust.verified && !isNew
  }
}
