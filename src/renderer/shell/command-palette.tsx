import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { ModalDialog } from '../ui/modal-dialog'
import { isComposing } from '../ui/composing'
import { modKey } from '../ui/shortcuts'
import { useStores, useView } from '../store/stores'
import css from './command-palette.module.css'
import { commandsOf, matching, type Command } from './commands'

/** Everything by name, from the keyboard. */
export default function CommandPalette() {
  return (
    <ModalDialog label="Command palette" place="top">
      <Palette />
    </ModalDialog>
  )
}

function Palette() {
  const stores = useStores()
  const close = useView((state) => state.closeDialog)
  const commands = useMemo(() => commandsOf(stores), [stores])
  const [ahead] = useState(() => stores.view.getState().ahead)
  const [query, setQuery] = useState(ahead.text)
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const found = matching(commands, query)
  const current = found[Math.min(chosen, found.length - 1)]
  const optionId = (command: Command): string => `${id} ${command.id}`.replaceAll(/\W/g, '-')

  const run = (command: Command | undefined): void => {
    if (!command) return
    close()
    command.run()
  }

  useEffect(() => {
    if (ahead.entered) run(current)
    // Once: for the Enter that came before the palette was there.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      setChosen((Math.min(chosen, found.length - 1) + step + found.length) % found.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(current)
    }
  }

  return (
    <div>
      <input
        className={css['input']}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={current && optionId(current)}
        placeholder="Type a command or the name of a chat"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      {/* A listbox of one's own: <select> cannot show groups of rich rows under a text field. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div id={id} role="listbox" aria-label="Commands" className={css['list']}>
        {found.map((command, index) => (
          <Option
            key={command.id}
            id={optionId(command)}
            command={command}
            selected={command === current}
            heading={found[index - 1]?.group !== command.group}
            onPoint={() => setChosen(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className={css['none']}>
          Nothing is called “<bdi>{query}</bdi>”.
        </p>
      )}
    </div>
  )
}

function Option(props: {
  id: string
  command: Command
  selected: boolean
  heading: boolean
  onPoint: () => void
  onRun: () => void
}) {
  const { command, selected } = props
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <>
      {props.heading && (
        <div role="presentation" className={css['group']}>
          {command.group}
        </div>
      )}
      {/* The keyboard works on the text field, which names the chosen option as its active descendant. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        ref={element}
        id={props.id}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="option"
        aria-selected={selected}
        className={css['option']}
        onPointerMove={props.onPoint}
        onClick={props.onRun}
      >
        <bdi>{command.label}</bdi>
        {command.keys && <kbd>{command.keys.replace('Mod', modKey())}</kbd>}
      </div>
    </>
  )
}
