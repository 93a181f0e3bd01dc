import { ChevronUp } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { clockTime } from '../text/time'
import { useNow } from '../text/use-now'
import { t } from '../text/words'
import menu from '../ui/options-menu.module.css'
import css from '../ui/composer.module.css'

/** Delays that SQS keeps by itself, in minutes. */
const MINUTES = [5, 10, 15]

/** What the menu leads to, beside a delay. */
export type SendChoice = 'schedule' | 'attributes' | 'template' | 'save-template'

export interface SendMenuProps {
  /** Whether there is anything that could be sent. */
  readonly sendable: boolean
  readonly onDelay: (seconds: number) => void
  readonly onChoose: (choice: SendChoice) => void
}

/** The other half of the Send button: when it is sent, with what, and templates. */
export default function SendMenu({ sendable, onDelay, onChoose }: SendMenuProps) {
  const now = useNow()
  const act = (key: string): void => {
    const minutes = Number(key)
    if (minutes > 0) onDelay(minutes * 60)
    else onChoose(key as SendChoice)
  }
  return (
    <MenuTrigger>
      <Button className={css['more'] ?? ''} aria-label={t('More ways to send')}>
        <ChevronUp size={16} aria-hidden />
      </Button>
      <Popover className={menu['popover'] ?? ''} placement="top end">
        <Menu
          className={menu['items'] ?? ''}
          aria-label={t('More ways to send')}
          disabledKeys={sendable ? [] : [...MINUTES.map(String), 'schedule', 'save-template']}
          onAction={(key) => act(String(key))}
        >
          {MINUTES.map((minutes) => (
            <Item
              key={minutes}
              id={String(minutes)}
              text={t('In {minutes} minutes', { minutes })}
              hint={clockTime(now + minutes * 60_000)}
            />
          ))}
          <Item id="schedule" text={t('At a date and time…')} />
          <Item id="attributes" text={t('Attributes…')} />
          <Item id="template" text={t('Use a template…')} />
          <Item id="save-template" text={t('Save as template…')} />
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

const Item = ({ id, text, hint }: { id: string; text: string; hint?: string }) => (
  <MenuItem id={id} textValue={text} className={`${menu['item']} ${css['choice']}`}>
    {text}
    {hint !== undefined && <small>{hint}</small>}
  </MenuItem>
)
