import { AtSign, Lock, MessageSquare, TriangleAlert } from 'lucide-react'
import type { RoomPersonShown } from '../../shared/contract'
import { PROCESSOR } from '../../shared/room-wire'
import { useActiveBackend } from '../store/backends-store'
import { createRoomsStore } from '../store/rooms-store'
import { useStores, type Stores } from '../store/stores'
import { ageWords } from '../text/age'
import { t } from '../text/words'
import { Button } from '../ui/button'
import css from './person.module.css'

/** Opens the conversation with a person, or says why not. */
export async function writeTo(stores: Stores, personId: string): Promise<void> {
  const { chat, view, of } = stores
  const result = await of(createRoomsStore).getState().ask('rooms.direct', { person: personId })
  if (result.ok) await showRoom(stores, result.value.id)
  else chat.setState({ notice: { title: 'The conversation could not be opened', error: result.error } })
  view.getState().focusComposer()
}

/** Shows a room, ready to write in. */
export async function showRoom({ chat, view }: Stores, id: string): Promise<void> {
  view.getState().closeDialog()
  view.getState().show('chat')
  await chat.getState().open(id)
  // A dialog keeps the focus as long as it is there, and has gone after this turn.
  setTimeout(() => view.getState().focusComposer())
}

/** Two letters at most that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map((word) => Array.from(word)[0]?.toUpperCase() ?? '').join('') || '?'
}

/** A person's letters, beside the name. */
export const Initials = ({ name }: { name: string }) => (
  <span className={css['initials']} aria-hidden>
    {initials(name)}
  </span>
)

/** When the processor last heard of somebody. */
export const seenWords = (seenAt: number): string =>
  seenAt === 0 ? t('never seen') : t('last seen {when}', { when: ageWords(seenAt, 'short') })

/** How the backend in use is called where it says who somebody is. */
export function useKnowsWho(): (id: string) => string {
  const local = (useActiveBackend()?.backend.kind ?? 'local') === 'local'
  return (principal) =>
    local
      ? t('The local backend knows them as {principal}.', { principal })
      : t('AWS knows them as {principal}.', { principal })
}

/** That a name is easily taken for another one. */
export const LooksLike = ({ name }: { name: string | null }) =>
  name !== null && (
    <span className={css['alike']}>
      <TriangleAlert size={13} aria-hidden /> {t('looks like {name}', { name })}
    </span>
  )

/** Whether direct messages to somebody are encrypted. */
export const Encrypts = ({ on }: { on: boolean }) => (
  <span className={css['encrypts']} data-on={on || undefined}>
    {on && <Lock size={12} aria-hidden />}
    {on ? t('encrypted') : t('no key yet')}
  </span>
)

/** Who stands behind a name, and what can be done. */
export function PersonCard({
  id,
  name,
  person,
  onMention,
  onDone
}: {
  id: string
  name: string
  /** What is known of them; undefined for who is no member any more. */
  person: RoomPersonShown | undefined
  onMention?: (name: string) => void
  onDone: () => void
}) {
  const stores = useStores()
  const knows = useKnowsWho()
  if (id === PROCESSOR)
    return (
      <p className={css['soft']}>{t('The function of this backend. It answers commands, to everybody.')}</p>
    )
  return (
    <>
      <p className={css['who']}>
        <Initials name={name} />
        <bdi className={css['name']}>{name}</bdi>
      </p>
      {person && person.name !== name && (
        <p className={css['soft']}>{t('Now called {name}.', { name: person.name })}</p>
      )}
      <LooksLike name={person?.looksLike ?? null} />
      <p className={css['principal']}>{knows(id)}</p>
      <p className={css['soft']}>{person ? seenWords(person.seenAt) : t('Not in this room any more.')}</p>
      {person && !person.me && (
        <div className={css['acts']}>
          <Button
            onClick={() => {
              onDone()
              void writeTo(stores, id)
            }}
          >
            <MessageSquare size={14} aria-hidden /> {t('Write to {name}', { name: person.name })}
          </Button>
          {onMention && (
            <Button
              kind="quiet"
              onClick={() => {
                onDone()
                onMention(person.name)
              }}
            >
              <AtSign size={14} aria-hidden /> {t('Mention')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
