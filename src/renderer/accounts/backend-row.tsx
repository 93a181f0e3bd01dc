import { Cloud } from 'lucide-react'
import { Ellipsis } from 'lucide-react'
import { Laptop } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import type { AwsBackendConfig, BackendConfig } from '../../shared/backend-config'
import { aboutBackend, accountOf, backendTitle } from '../../shared/backend-words'
import { Dot } from '../ui/connection-status'
import { connectionWords } from '../ui/connection-words'
import { useChat, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { useAwsStores, useBackends } from '../store/aws-stores'
import css from './aws.module.css'
import { DestinationWords } from './destination'

/** One backend: what it is, whether ChatAPP talks to it, and what can be done with it. */
export function BackendRow({ backend }: { backend: BackendConfig }) {
  const { backends } = useAwsStores()
  const { view } = useStores()
  const active = useBackends((state) => state.activeId === backend.id)
  const account = accountOf(backend)
  const name = backendTitle(backend)
  const Icon = account ? Cloud : Laptop
  return (
    <li className={css['backend']} aria-current={active || undefined}>
      <Icon size={20} aria-hidden />
      <div className={css['backendWhat']}>
        <p className={css['backendName']}>
          <bdi>{name}</bdi>
          {active && <span className={css['badge']}>Active</span>}
        </p>
        <p className={css['small']}>{aboutBackend(backend)}</p>
        {active && <State />}
        {account && <DestinationWords backend={account} />}
      </div>
      <div className={css['actions']}>
        {!active && (
          <Button aria-label={`Use ${name}`} onClick={() => void backends.getState().activate(backend.id)}>
            Use
          </Button>
        )}
        {account && (
          <>
            <Button
              kind="quiet"
              aria-label={`Test ${name}`}
              onClick={() => view.getState().openAws({ kind: 'check', backendId: backend.id })}
            >
              Test
            </Button>
            <BackendMenu backend={account} />
          </>
        )}
      </div>
    </li>
  )
}

/** How the active backend is. */
function State() {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  const { tone, label, detail } = connectionWords(connection, linkUp)
  return (
    <p className={`${css['small']} ${css['backendState']}`}>
      <Dot tone={tone} />
      <span>
        {label}
        {detail !== '' && tone !== 'good' && <>: {detail}</>}
      </span>
    </p>
  )
}

function BackendMenu({ backend }: { backend: AwsBackendConfig }) {
  const { view } = useStores()
  const { id: backendId } = backend
  const act: Record<string, () => void> = {
    edit: () => view.getState().openAws({ kind: 'edit', backendId }),
    update: () => view.getState().openAws({ kind: 'update', backendId }),
    'remove-stack': () => view.getState().openDialog({ kind: 'remove-stack', backendId }),
    remove: () => view.getState().openDialog({ kind: 'remove-backend', backendId })
  }
  const deployed = backend.stackName !== null
  return (
    <MenuTrigger>
      <AriaButton className={css['menuButton'] ?? ''} aria-label={`Options for ${backend.name}`}>
        <Ellipsis size={16} aria-hidden />
      </AriaButton>
      <Popover className={css['popover'] ?? ''} placement="bottom end">
        <Menu
          className={css['items'] ?? ''}
          aria-label={`Options for ${backend.name}`}
          onAction={(key) => act[String(key)]?.()}
        >
          <MenuItem id="edit" className={css['item'] ?? ''}>
            Edit…
          </MenuItem>
          {deployed && (
            <MenuItem id="update" className={css['item'] ?? ''}>
              Update the stack…
            </MenuItem>
          )}
          <MenuItem id="remove" className={`${css['item']} ${css['danger']}`}>
            Remove from this list…
          </MenuItem>
          {deployed && (
            <MenuItem id="remove-stack" className={`${css['item']} ${css['danger']}`}>
              Remove the stack from AWS…
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
