import { Lock, LockOpen, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Room } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { useRooms } from '../store/rooms-store'
import { t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import css from './room-panel.module.css'
import { Part } from './part'

type Shown = NonNullable<Room['encryption']>

const states: Record<Shown['state'], { icon: typeof Lock; says: Message }> = {
  on: { icon: Lock, says: 'What you write goes encrypted from device to device.' },
  waits_for_key: {
    icon: LockOpen,
    says: 'The other side has no key yet: what you write waits here, and goes encrypted once their ChatAPP has told one.'
  },
  key_changed: {
    icon: TriangleAlert,
    says: 'There is a new key, of the other side or of a device of yours; it may be somebody’s in between. What you write goes to the keys from before until you go on with this one, and waits where none is left.'
  }
}

/** Whether a direct conversation is encrypted, and the words by which two people find out that nobody stands in between. */
export function Encryption({ room, encryption }: { room: Room; encryption: Shown }) {
  const ask = useRooms((state) => state.ask)
  const [error, setError] = useState<WireError | null>(null)
  const { state, words, verified } = encryption
  const { icon: Icon, says } = states[state]
  const verify = async (same: boolean): Promise<void> => {
    const result = await ask('rooms.verify', { id: room.id, verified: same })
    setError(result.ok ? null : result.error)
  }
  return (
    <Part title={t('Encryption')}>
      <p className={css['state']} data-state={state}>
        <Icon size={15} aria-hidden /> {t(says)}
      </p>
      {words.length > 0 && (
        <>
          <p className={css['soft']}>
            {t(
              'Compare these words with the other person, by voice or face to face. They are the same on both sides unless somebody stands in between.'
            )}
          </p>
          <ol className={css['words']} aria-label={t('Words to compare')}>
            {words.map((word, index) => (
              <li key={index}>{word}</li>
            ))}
          </ol>
          <div className={css['acts']}>
            {verified ? (
              <>
                <span className={css['verified']}>{t('You said that they are the same.')}</span>
                <Button kind="quiet" onClick={() => void verify(false)}>
                  {t('Take that back')}
                </Button>
              </>
            ) : (
              <Button onClick={() => void verify(true)}>{t('They are the same')}</Button>
            )}
            {state === 'key_changed' && (
              <Button kind="quiet" onClick={() => void verify(false)}>
                {t('Go on without comparing')}
              </Button>
            )}
          </div>
        </>
      )}
      {error && <ErrorNote title={t('That was not kept')} error={error} />}
    </Part>
  )
}
