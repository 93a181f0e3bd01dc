import { Suspense, useEffect, useId, useRef, useState } from 'react'
import type { Room, RoomInvitation } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { MAX_INVITATIONS } from '../../shared/room-wire'
import { useRooms } from '../store/rooms-store'
import { exactTime, shortDay } from '../text/time'
import { useNow } from '../text/use-now'
import { t } from '../text/words'
import { PaneBoundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { lazyPart } from '../ui/lazy-part'
import { Part } from './part'
import css from './room-panel.module.css'

const QrCode = lazyPart(() => import('./qr-code'))

const HOURS = [1, 24, 168, 720] as const
const USES = [1, 5, 25, 0] as const

const hoursWords = (hours: number): string =>
  hours < 24
    ? t('{hours, plural, one {an hour} other {# hours}}', { hours })
    : t('{days, plural, one {a day} other {# days}}', { days: hours / 24 })

const usesWords = (uses: number): string =>
  uses === 0 ? t('any number of people') : t('{uses, plural, one {one person} other {# people}}', { uses })

/** Invitations of a room: made, handed on as a code, a link or a QR code, taken back. Owners only. */
export function Invitations({ room, wanted }: { room: Room; wanted: boolean }) {
  const ask = useRooms((state) => state.ask)
  const [hours, setHours] = useState<number>(168)
  const [uses, setUses] = useState<number>(1)
  const [error, setError] = useState<WireError | null>(null)
  const [made, setMade] = useState<string | null>(null)
  const make = useRef<HTMLButtonElement>(null)
  const now = useNow()
  // By this clock; what the processor takes is its own to say.
  const open = room.invitations.filter(({ expiresAt }) => expiresAt > now)
  const id = useId()
  useEffect(() => {
    if (!wanted) return
    make.current?.scrollIntoView({ block: 'center' })
    make.current?.focus()
  }, [wanted])
  if (!room.owner)
    return (
      <Part title={t('Invitations')}>
        <p className={css['soft']}>{t('An owner of the room invites.')}</p>
      </Part>
    )

  const invite = async (): Promise<void> => {
    const result = await ask('rooms.invite', { id: room.id, expiresInHours: hours, uses })
    setError(result.ok ? null : result.error)
    if (result.ok) setMade(result.value.id)
  }
  const revoke = async (invitation: string): Promise<void> => {
    const result = await ask('rooms.revoke', { id: room.id, invitation })
    setError(result.ok ? null : result.error)
  }
  return (
    <Part title={t('Invitations')}>
      <div className={css['make']}>
        <label htmlFor={`${id}-uses`}>{t('For')}</label>
        <select id={`${id}-uses`} value={uses} onChange={({ target }) => setUses(Number(target.value))}>
          {USES.map((count) => (
            <option key={count} value={count}>
              {usesWords(count)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-hours`}>{t('Valid for')}</label>
        <select id={`${id}-hours`} value={hours} onChange={({ target }) => setHours(Number(target.value))}>
          {HOURS.map((count) => (
            <option key={count} value={count}>
              {hoursWords(count)}
            </option>
          ))}
        </select>
        <Button
          ref={make}
          kind="primary"
          disabled={open.length >= MAX_INVITATIONS}
          onClick={() => void invite()}
        >
          {t('Make an invitation')}
        </Button>
      </div>
      {error && <ErrorNote title={t('The invitation was not changed')} error={error} />}
      <ul className={css['invitations']} aria-label={t('Invitations')}>
        {room.invitations.map((invitation) => (
          <Invitation
            key={invitation.id}
            invitation={invitation}
            open={invitation.id === made}
            onRevoke={() => void revoke(invitation.id)}
          />
        ))}
      </ul>
    </Part>
  )
}

function Invitation({
  invitation: { code, link, expiresAt, left, confirmed },
  open,
  onRevoke
}: {
  invitation: RoomInvitation
  open: boolean
  onRevoke: () => void
}) {
  const own = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) own.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const take = (
    <Button kind="quiet" onClick={onRevoke}>
      {t('Revoke')}
    </Button>
  )
  return (
    <li ref={own} className={css['invitation']}>
      <p className={css['facts']}>
        <span>{t('For {who}', { who: usesWords(left ?? 0) })}</span>
        <time title={exactTime(expiresAt)} dateTime={new Date(expiresAt).toISOString()}>
          {t('until {day}', { day: shortDay(expiresAt) })}
        </time>
        {!confirmed && <span className={css['pending']}>{t('not confirmed yet')}</span>}
      </p>
      {code === null || link === null ? (
        <>
          <p className={css['soft']}>{t('It was made on another device, which alone has its code.')}</p>
          <div className={css['acts']}>{take}</div>
        </>
      ) : (
        <>
          <code className={css['code']}>{code}</code>
          <div className={css['acts']}>
            <CopyButton text={code} label={t('Copy the code')} />
            <CopyButton text={link} label={t('Copy the link')} />
            {take}
          </div>
          <details open={open}>
            <summary>{t('QR code')}</summary>
            <PaneBoundary name={t('QR code')}>
              <Suspense fallback={<div className={css['qr']} />}>
                <QrCode text={link} label={t('QR code of the link of this invitation')} />
              </Suspense>
            </PaneBoundary>
          </details>
        </>
      )}
    </li>
  )
}
