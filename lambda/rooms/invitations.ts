import { createHash, timingSafeEqual } from 'node:crypto'
import { MAX_INVITATIONS } from '../../src/shared/room-wire'
import { append, type ActOf, type Change } from './act'
import type { Head, Invitation } from './head'
import { Refused } from './refused'

/** Invitations that cannot be used any more are remembered, so that whoever comes with one is told why. */
const MAX_REMEMBERED = 2 * MAX_INVITATIONS

const isOpen = ({ left, expiresAt }: Invitation, now: number): boolean => left !== 0 && expiresAt > now

export function invite(head: Head, act: ActOf<'invite'>): Change {
  const { hash, uses, lasts } = act.ask
  const expiresAt = lasts ? act.at + lasts : act.ask.expiresAt
  const others = head.invitations.filter((one) => one.hash !== hash)
  const open = others.filter((one) => isOpen(one, act.at))
  if (open.length >= MAX_INVITATIONS) throw new Refused('too_many_invitations')
  const invitation = { hash, expiresAt, left: uses === 0 ? null : uses, by: act.by, since: head.seq }
  const closed = others.filter((one) => !open.includes(one)).slice(open.length - MAX_REMEMBERED + 1)
  return change(append(head, act, []), [...closed, ...open, invitation])
}

export const revoke = (head: Head, act: ActOf<'revoke'>): Change =>
  change(
    append(head, act, []),
    head.invitations.filter(({ hash }) => hash !== act.ask.hash)
  )

const change = (head: Head, invitations: readonly Invitation[]): Change => ({
  head: { ...head, invitations },
  tell: 'owners',
  state: true
})

/** The room after somebody has come with an invitation; those who were removed need one made since. */
export function redeem(head: Head | null, { ask, by, at }: ActOf<'join'>): Head {
  const hash = createHash('sha256').update(ask.secret).digest()
  const used = head?.invitations.find((one) => timingSafeEqual(Buffer.from(one.hash, 'hex'), hash))
  if (!head || !used) throw new Refused('invitation_unknown')
  if (used.expiresAt <= at) throw new Refused('invitation_expired')
  if (used.left === 0) throw new Refused('invitation_used')
  if (head.closed) throw new Refused('closed')
  if (head.gone.some((one) => one.id === by && one.removed && one.at > used.since))
    throw new Refused('removed')
  const left = used.left === null ? null : used.left - 1
  return { ...head, invitations: head.invitations.map((one) => (one === used ? { ...used, left } : one)) }
}
