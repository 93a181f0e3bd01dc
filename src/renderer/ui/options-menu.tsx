import type { LucideIcon } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import css from './options-menu.module.css'

/** What can be chosen in a menu of options. */
export interface Option {
  readonly text: string
  /** Takes something away that does not come back. */
  readonly danger?: boolean
  readonly act: () => void
}

export interface OptionsMenuProps {
  /** What the button is called, and shows. */
  readonly label: string
  readonly icon: LucideIcon
  readonly options: readonly Option[]
  /** It lies over something. */
  readonly raised?: boolean
}

/** A button that opens a menu. Loaded when the first one is drawn; see `Options`. */
export default function OptionsMenu({ label, icon: Icon, options, raised }: OptionsMenuProps) {
  return (
    <MenuTrigger>
      <Button className={`${css['button']} ${raised ? css['raised'] : ''}`} aria-label={label}>
        <Icon size={16} aria-hidden />
      </Button>
      <Popover className={css['popover'] ?? ''} placement="bottom end">
        <Menu
          className={css['items'] ?? ''}
          aria-label={label}
          onAction={(key) => options.find(({ text }) => text === key)?.act()}
        >
          {options.map(({ text, danger }) => (
            <MenuItem key={text} id={text} className={`${css['item']} ${danger ? css['danger'] : ''}`}>
              {text}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
