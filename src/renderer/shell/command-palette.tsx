import { useEffect, useMemo, useState, type KeyboardEvent } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Header } from 'react-aria-components/Header'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox'
import { TextField } from 'react-aria-components/TextField'
import { ModalDialog } from '../ui/modal-dialog'
import { isComposing } from '../ui/composing'
import { keyName } from '../ui/shortcuts'
import { useStores, useView } from '../store/stores'
import css from './command-palette.module.css'
import { commandsOf, matching, type Command } from './commands'
import { rich, t } from '../text/words'

/** More than anybody reads: with 300 options a key took up to 0.4 s. */
const SHOWN = 50

/** Everything by name, from the keyboard. */
export default function CommandPalette() {
  return (
    <ModalDialog label={t('Command palette')} place="top">
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
  const all = matching(commands, query)
  const found = shownOf(all)

  const run = (command: Command | undefined): void => {
    if (!command) return
    close()
    command.run()
  }

  useEffect(() => {
    if (ahead.entered) run(found[0])
    // Once: for the Enter that came before the palette was there.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <TextField aria-label={t('Command')}>
        <Input
          className={css['input'] ?? ''}
          placeholder={t('Type a command or the name of a chat')}
          // On the element, which React focuses at once: the field would do so later, and keys meanwhile be lost.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          // It is an input; Autocomplete names the list that it controls.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/role-has-required-aria-props
          role="combobox"
          aria-expanded
          onKeyDownCapture={(event) => isForText(event) && event.stopPropagation()}
          onPointerDownCapture={(event) => event.stopPropagation()}
        />
      </TextField>
      {found.length === 0 ? (
        <p className={css['none']}>{rich('Nothing is called “{query}”.', { query: <bdi>{query}</bdi> })}</p>
      ) : (
        // A list of its own for each query: its first option is chosen, whichever key changed the query.
        <ListBox
          key={query}
          aria-label={t('Commands')}
          className={css['list'] ?? ''}
          // The choice, not the focus, which stays in the field.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus="first"
          shouldFocusOnHover
          shouldFocusWrap
        >
          {[...Map.groupBy(found, ({ group }) => group)].map(([group, commands]) => (
            <ListBoxSection key={group} id={group}>
              <Header className={css['group'] ?? ''}>{t(group)}</Header>
              {commands.map((command) => (
                <ListBoxItem
                  key={command.id}
                  id={command.id}
                  textValue={command.label}
                  className={css['option'] ?? ''}
                  onAction={() => run(command)}
                >
                  <bdi>{command.label}</bdi>
                  {command.keys && <kbd>{command.keys.split(' ').map(keyName).join(' ')}</kbd>}
                </ListBoxItem>
              ))}
            </ListBoxSection>
          ))}
        </ListBox>
      )}
      {all.length > SHOWN && (
        <output className={css['none']}>
          {t('{count, number} more: type on.', { count: all.length - SHOWN })}
        </output>
      )}
    </Autocomplete>
  )
}

/** Of very many chats the first, so that what can be done beside them is not cut off. */
function shownOf(all: readonly Command[]): readonly Command[] {
  if (all.length <= SHOWN) return all
  const chats = all.filter(({ group }) => group === 'Chats')
  const others = all.filter(({ group }) => group !== 'Chats')
  return [...chats.slice(0, Math.max(0, SHOWN - others.length)), ...others].slice(0, SHOWN)
}

/** Whether a key only moves the caret, or is an input method's: the chosen option stays, and is not run. */
const isForText = ({ key, nativeEvent }: KeyboardEvent): boolean =>
  isComposing(nativeEvent) || ['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)
