import { useRef } from 'react'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import type { ChatMessage } from '../../shared/message'
import css from '../ui/options-menu.module.css'
import { useStores } from '../store/stores'
import { useMessageActs } from './log-kind'
import type { MenuPlace } from './use-log-keys'
import own from './message-menu.module.css'
import { t } from '../text/words'

/** What can be done with a message, at a point of the window. */
export default function MessageMenu({
  message,
  place,
  onClose
}: {
  message: ChatMessage
  place: MenuPlace
  onClose: () => void
}) {
  const point = useRef<HTMLSpanElement>(null)
  const acts = useMessageActs()(useStores(), message)
  if (acts.length === 0) return null
  return (
    <>
      <span ref={point} className={own['point']} style={{ left: place.x, top: place.y }} />
      <Popover
        triggerRef={point}
        isOpen
        onOpenChange={(open) => !open && onClose()}
        className={css['popover'] ?? ''}
        placement="bottom start"
        offset={0}
      >
        <Menu
          className={css['items'] ?? ''}
          aria-label={t('Options for the message of {sender}', { sender: message.sender.name })}
          // A menu that was asked for takes the focus, as menus do.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus="first"
          onClose={onClose}
          onAction={(name) => acts.find((one) => one.name === name)?.act()}
        >
          {acts.map(({ name, key, danger }) => (
            <MenuItem
              key={name}
              id={name}
              textValue={name}
              className={`${css['item']} ${own['item']} ${danger ? css['danger'] : ''}`}
            >
              {name}
              {key !== null && (
                <kbd aria-hidden className={own['key']}>
                  {key === 'Delete' ? t('Del') : key.toUpperCase()}
                </kbd>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
  )
}
