import { useEffect, useState, type KeyboardEvent } from 'react'
import type { ProcessorCommand } from '../../shared/contract'
import { useCommands } from '../store/commands-store'
import { isComposing } from '../ui/composing'
import css from '../ui/command-list.module.css'
import { rich, t } from '../text/words'

const LIST_ID = 'commands-of-the-processor'
const optionId = (command: string): string => `${LIST_ID}${command.slice(1)}`

/** The commands that a draft may become, for the composer it is written in. */
export interface CommandChoice {
  /** What is offered; nothing while the draft is no beginning of a command. */
  readonly offered: readonly ProcessorCommand[]
  readonly chosen: ProcessorCommand | undefined
  /** The command that the draft calls already: how it goes on. */
  readonly called: ProcessorCommand | undefined
  /** Takes the keys that are meant for the list; false leaves them to the composer. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean
  readonly insert: (command: ProcessorCommand) => void
}

const noCommands: readonly ProcessorCommand[] = []

/**
 * Offers commands for a draft that begins with a slash, `own` before those of the processor, which are left out where they
 * do not work; `write` puts one into it. Escape lets the text be.
 */
export function useCommandChoice(
  draft: string,
  write: (text: string) => void,
  {
    own = noCommands,
    processor = true
  }: { readonly own?: readonly ProcessorCommand[]; readonly processor?: boolean } = {}
): CommandChoice {
  const ofProcessor = useCommands((state) => state.commands)
  const commands = [...own, ...(processor ? ofProcessor : [])]
  const load = useCommands((state) => state.load)
  const slash = draft.startsWith('/')
  useEffect(() => {
    if (slash) void load()
  }, [slash, load])
  const [at, setAt] = useState(0)
  /** The draft for which the list was closed. */
  const [closed, setClosed] = useState<string | null>(null)

  const word = /^\/[a-z0-9-]*$/i.exec(draft)?.[0].toLowerCase()
  const open = word !== undefined && closed !== draft
  const offered = open ? commands.filter(({ command }) => command.startsWith(word) && command !== word) : []
  const chosen = offered[Math.min(at, offered.length - 1)]
  const name = /^\/[a-z0-9-]+(?=\s|$)/i.exec(draft)?.[0].toLowerCase()
  const called = commands.find(({ command }) => command === name)

  const insert = ({ command, usage }: ProcessorCommand): void => {
    setAt(0)
    write(usage === '' ? command : `${command} `)
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => setAt((Math.min(at, offered.length - 1) + 1) % offered.length),
    ArrowUp: () => setAt((Math.min(at, offered.length - 1) - 1 + offered.length) % offered.length),
    Tab: () => chosen && insert(chosen),
    Escape: () => setClosed(draft)
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const modified = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey
    const act =
      offered.length === 0 || modified || isComposing(event.nativeEvent) ? undefined : keys[event.key]
    if (!act) return false
    event.preventDefault()
    act()
    return true
  }
  return { offered, chosen, called, onKeyDown, insert }
}

/** What tells the field of its list. */
export const listAttributes = ({ chosen }: CommandChoice) =>
  chosen
    ? ({
        'aria-autocomplete': 'list',
        'aria-controls': LIST_ID,
        'aria-activedescendant': optionId(chosen.command)
      } as const)
    : {}

/** The list over the composer, or how the command goes on that was typed. */
export function CommandList({ choice: { offered, chosen, called, insert } }: { choice: CommandChoice }) {
  if (offered.length === 0) {
    if (!called || called.usage === '') return null
    return (
      <output aria-label={t('How the command is used')} className={css['hint']}>
        <code>
          {called.command} {called.usage}
        </code>{' '}
        <span>{plain(called.summary)}</span>
      </output>
    )
  }
  return (
    // The focus stays in the field, whose keys move in the list; a select would take it.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div id={LIST_ID} role="listbox" aria-label={t('Commands')} className={css['list']}>
      {offered.map((one) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={one.command}
          id={optionId(one.command)}
          ref={one === chosen ? intoSight : undefined}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          aria-selected={one === chosen}
          tabIndex={-1}
          className={css['option']}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => insert(one)}
        >
          <code className={css['name']}>
            {one.command} <span className={css['usage']}>{one.usage}</span>
          </code>
          <span className={css['summary']}>{plain(one.summary)}</span>
        </div>
      ))}
      <p className={css['keys']} aria-hidden>
        {rich('{tab} inserts {up} {down} choose {escape} closes', {
          tab: <kbd>Tab</kbd>,
          up: <kbd>↑</kbd>,
          down: <kbd>↓</kbd>,
          escape: <kbd>Esc</kbd>
        })}
      </p>
    </div>
  )
}

const intoSight = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' })

/** A summary without its marks of code. */
const plain = (summary: string): string => summary.replaceAll('`', '')
