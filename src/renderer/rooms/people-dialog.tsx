import { useEffect, useState, type KeyboardEvent } from 'react'
import { nameKey } from '../../shared/room-wire'
import type { RoomPersonShown } from '../../shared/contract'
import { useRooms } from '../store/rooms-store'
import { useStores, useView } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import { NameForm, Named, WhoAmI } from './named'
import { Encrypts, Initials, LooksLike, seenWords, writeTo } from './person'
import css from './rooms.module.css'

/** Everybody on the backend in use; a press opens the conversation with one. */
export const PeopleDialog = () => (
  <ModalDialog label={t('People')}>
    <Named title={t('People')}>
      <People />
    </Named>
  </ModalDialog>
)

function People() {
  const overview = useRooms((state) => state.overview)
  const ask = useRooms((state) => state.ask)
  const close = useView((state) => state.closeDialog)
  const [renaming, setRenaming] = useState(false)
  useEffect(() => void ask('rooms.refresh', undefined), [ask])
  if (!overview?.me) return null
  const { me, people } = overview
  if (renaming) {
    return (
      <div className={dialog['form']}>
        <h2>{t('Your name')}</h2>
        <NameForm overview={overview} onCancel={() => setRenaming(false)} onDone={() => setRenaming(false)} />
      </div>
    )
  }
  return (
    <div className={css['people']}>
      <h2>{t('People')}</h2>
      <Choice people={people} />
      <div className={css['foot']}>
        <span>{t('You are {name} here.', { name: me.name })}</span>
        <span className={css['acts']}>
          <Button kind="quiet" onClick={() => setRenaming(true)}>
            {t('Change your name…')}
          </Button>
          <Button onClick={close}>{t('Close')}</Button>
        </span>
        <WhoAmI id={me.id} />
      </div>
    </div>
  )
}

/** A field that finds, and who was found; the arrow keys choose, Enter opens. */
function Choice({ people }: { people: readonly RoomPersonShown[] }) {
  const stores = useStores()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const found = people.filter(
    ({ name, id }) => nameKey(name).includes(nameKey(query)) || id.includes(query.trim())
  )
  const at = Math.min(chosen, found.length - 1)
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const person = found[at]
    if (step !== undefined && found.length > 0) setChosen((at + step + found.length) % found.length)
    else if (event.key === 'Enter' && person) void writeTo(stores, person.id)
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        className={css['find']}
        type="search"
        role="combobox"
        aria-label={t('Find a person')}
        aria-expanded
        aria-controls="people-found"
        aria-activedescendant={at < 0 ? undefined : `person-${at}`}
        placeholder={t('Find a person')}
        // A dialog that asks for one thing starts at that thing.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {found.length === 0 ? (
        <p className={css['empty']}>
          {people.length === 0
            ? t(
                'Nobody else has said hello on this backend yet. Whoever uses it and opens this list stands here, too.'
              )
            : t('Nobody is called so here.')}
        </p>
      ) : (
        // The focus stays in the field, whose keys move in the list.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        <div id="people-found" role="listbox" aria-label={t('People')} className={css['list']}>
          {found.map((person, index) => (
            <Person key={person.id} person={person} index={index} chosen={index === at} />
          ))}
        </div>
      )}
    </>
  )
}

function Person({ person, index, chosen }: { person: RoomPersonShown; index: number; chosen: boolean }) {
  const stores = useStores()
  const { id, name, seenAt, looksLike, encrypts } = person
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`person-${index}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      className={css['person']}
      title={id}
      ref={chosen ? intoSight : undefined}
      onClick={() => void writeTo(stores, id)}
    >
      <Initials name={name} />
      <span>
        <span className={css['personName']}>
          <bdi>{name}</bdi> <LooksLike name={looksLike} />
        </span>
        <span className={css['facts']}>{seenWords(seenAt)}</span>
      </span>
      <Encrypts on={encrypts} />
    </div>
  )
}

const intoSight = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' })
