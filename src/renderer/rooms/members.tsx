import { useState } from 'react'
import type { Room, RoomMemberShown } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { useRooms } from '../store/rooms-store'
import { useStores } from '../store/stores'
import { rich, t } from '../text/words'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { ErrorNote } from '../ui/error-note'
import { Options } from '../ui/options'
import type { Option } from '../ui/options-menu'
import { WhoAmI } from './named'
import { Initials, LooksLike, seenWords, writeTo } from './person'
import { Part } from './part'
import css from './room-panel.module.css'

/** Who is in the room; an owner makes others owners, and removes them. */
export function Members({ room }: { room: Room }) {
  const stores = useStores()
  const ask = useRooms((state) => state.ask)
  const [removing, setRemoving] = useState<RoomMemberShown | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const act = async (name: 'rooms.promote' | 'rooms.remove', person: string): Promise<void> => {
    const result = await ask(name, { id: room.id, person })
    setError(result.ok ? null : result.error)
  }
  const optionsOf = ({ id, name, role, me }: RoomMemberShown): Option[] => {
    if (me) return []
    const owns = room.kind === 'room' && room.owner && room.state === 'open'
    return [
      ...(room.kind === 'room'
        ? [{ text: t('Write to {name}', { name }), act: () => void writeTo(stores, id) }]
        : []),
      ...(owns && role === 'member'
        ? [{ text: t('Make an owner'), act: () => void act('rooms.promote', id) }]
        : []),
      ...(owns
        ? [
            {
              text: t('Remove from the room…'),
              danger: true,
              act: () => setRemoving(room.members.find((one) => one.id === id) ?? null)
            }
          ]
        : [])
    ]
  }
  return (
    <Part title={t('{count, plural, one {# person} other {# people}}', { count: room.members.length })}>
      {room.members.length === 0 && (
        <p className={css['soft']}>{t('Who is in it is not known until MessageProcessor has answered.')}</p>
      )}
      <ul className={css['members']} aria-label={t('Members')}>
        {room.members.map((member) => (
          <Member key={member.id} member={member} options={optionsOf(member)} />
        ))}
      </ul>
      {error && <ErrorNote title={t('That was not done')} error={error} />}
      {removing && (
        <ConfirmDialog
          label={t('Remove from the room')}
          question={rich('Remove “{name}” from the room?', { name: <bdi>{removing.name}</bdi> })}
          action={t('Remove')}
          onClose={() => setRemoving(null)}
          onConfirm={() => void act('rooms.remove', removing.id)}
        >
          {t(
            'What was said until now stays with them. Nothing new comes to them, and they need a new invitation to come back.'
          )}
        </ConfirmDialog>
      )}
    </Part>
  )
}

function Member({ member, options }: { member: RoomMemberShown; options: readonly Option[] }) {
  const { id, name, me, role, seenAt, looksLike } = member
  return (
    <li className={css['member']}>
      <Initials name={name} />
      <div className={css['who']}>
        <span className={css['name']}>
          <bdi>{name}</bdi>
          {me && <span className={css['tag']}>{t('you')}</span>}
          {role === 'owner' && <span className={css['tag']}>{t('owner')}</span>}
          <LooksLike name={looksLike} />
        </span>
        {me ? (
          <WhoAmI id={id} />
        ) : (
          <span className={css['soft']} title={id}>
            {seenWords(seenAt)}
          </span>
        )}
      </div>
      {options.length > 0 && <Options of={name} options={options} />}
    </li>
  )
}
