import { useState, type KeyboardEvent } from 'react'
import type { RoomMemberShown } from '../../shared/contract'
import css from '../ui/command-list.module.css'
import { t } from '../text/words'
import { isComposing } from '../ui/composing'
import { Initials, LooksLike, seenWords } from './person'

const LIST_ID = 'members-to-mention'
const optionId = (at: number): string => `${LIST_ID}${at}`

/** As many as are offered at a time. */
const OFFERED = 8

/** The members that a name after an `@` may become, for the composer it is written in. */
export interface MentionChoice {
  readonly offered: readonly RoomMemberShown[]
  readonly at: number
  /** Takes the keys that are meant for the list; false leaves them to the composer. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean
  readonly insert: (member: RoomMemberShown) => void
}

/** Offers members for a name that is begun with an `@` before the cursor; `write` puts one into the draft. */
export function useMentionChoice(
  { draft, cursor }: { draft: string; cursor: number },
  members: readonly RoomMemberShown[],
  write: (text: string, cursor: number) => void
): MentionChoice {
  const [chosen, setChosen] = useState(0)
  /** The draft for which the list was closed. */
  const [closed, setClosed] = useState<string | null>(null)
  const begun = /(?:^|[\s([{])@([^@\n]{0,60})$/.exec(draft.slice(0, cursor))?.[1]
  const offered = begun === undefined || closed === draft ? [] : membersFor(begun, members)
  const at = Math.min(chosen, offered.length - 1)

  const insert = ({ name }: RoomMemberShown): void => {
    const start = cursor - (begun?.length ?? 0)
    const rest = draft.slice(cursor)
    const space = rest.startsWith(' ') ? '' : ' '
    setChosen(0)
    write(draft.slice(0, start) + name + space + rest, start + name.length + 1)
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => setChosen((at + 1) % offered.length),
    ArrowUp: () => setChosen((at - 1 + offered.length) % offered.length),
    Tab: () => insertAt(at),
    Enter: () => insertAt(at),
    Escape: () => setClosed(draft)
  }
  const insertAt = (index: number): void => {
    const member = offered[index]
    if (member) insert(member)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const modified = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey
    if (offered.length === 0 || modified || isComposing(event.nativeEvent)) return false
    const act = keys[event.key]
    if (!act) return false
    event.preventDefault()
    act()
    return true
  }
  return { offered, at, onKeyDown, insert }
}

/** Members whose name begins so, then those with another word that does; nobody for a name that is written out. */
function membersFor(begun: string, members: readonly RoomMemberShown[]): readonly RoomMemberShown[] {
  const wanted = begun.toLowerCase()
  const others = members.filter(({ me }) => !me)
  if (others.some(({ name }) => wanted.startsWith(`${name.toLowerCase()} `))) return []
  const first = others.filter(({ name }) => name.toLowerCase().startsWith(wanted))
  const later = others.filter(
    (member) =>
      !first.includes(member) &&
      member.name
        .toLowerCase()
        .split(/\s+/u)
        .some((word) => wanted !== '' && word.startsWith(wanted))
  )
  return [...first, ...later].slice(0, OFFERED)
}

/** What tells the field of its list. */
export const mentionAttributes = ({ offered, at }: MentionChoice) =>
  offered.length === 0
    ? {}
    : ({
        'aria-autocomplete': 'list',
        'aria-controls': LIST_ID,
        'aria-activedescendant': optionId(at)
      } as const)

/** The list over the composer. */
export function MentionList({ choice: { offered, at, insert } }: { choice: MentionChoice }) {
  if (offered.length === 0) return null
  return (
    // The focus stays in the field, whose keys move in the list; a select would take it.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div id={LIST_ID} role="listbox" aria-label={t('People to mention')} className={css['list']}>
      {offered.map((member, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={member.id}
          id={optionId(index)}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          className={css['option']}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => insert(member)}
        >
          <Initials name={member.name} />
          <bdi className={css['name']}>{member.name}</bdi>
          <span className={css['summary']}>{seenWords(member.seenAt)}</span>
          <LooksLike name={member.looksLike} />
        </div>
      ))}
    </div>
  )
}
