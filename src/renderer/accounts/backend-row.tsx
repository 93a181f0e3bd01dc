import { Cloud } from 'lucide-react'
import { Laptop } from 'lucide-react'
import { FlaskConical } from 'lucide-react'
import type { BackendConfig, SavedBackendConfig } from '../../shared/backend-config'
import { aboutBackend, accountOf, backendTitle, savedOf } from '../../shared/backend-words'
import { BackendMark } from '../ui/backend-mark'
import { Dot } from '../ui/connection-status'
import { connectionWords } from '../ui/connection-words'
import { useChat, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { Options } from '../ui/options'
import { ChoicesOfBackend } from './backend-choices'
import { DestinationWords } from './destination'
import text from '../ui/text.module.css'
import css from './backend-row.module.css'
import { createBackendsStore, useBackends } from '../store/backends-store'
import { t } from '../text/words'

const icons = { aws: Cloud, local: Laptop, emulator: FlaskConical }

/** One backend: what it is, whether ChatAPP talks to it, and what can be done with it. */
export function BackendRow({ backend }: { backend: BackendConfig }) {
  const backends = useStores().of(createBackendsStore)
  const { view } = useStores()
  const active = useBackends((state) => state.activeId === backend.id)
  const colour = useBackends((state) => state.choices[backend.id]?.colour)
  const saved = savedOf(backend)
  const name = backendTitle(backend, t)
  const Icon = icons[backend.kind]
  return (
    <li className={css['backend']} aria-current={active || undefined}>
      <Icon size={20} aria-hidden />
      <div className={css['what']}>
        <p className={css['name']}>
          {colour && <BackendMark colour={colour} />}
          <bdi>{name}</bdi>
          {active && <span className={css['badge']}>{t('Active')}</span>}
        </p>
        <p className={text['small']}>{aboutBackend(backend, t)}</p>
        {active && <State />}
        {saved && <DestinationWords backend={saved} />}
        <ChoicesOfBackend id={backend.id} />
      </div>
      <div className={css['actions']}>
        {!active && (
          <Button
            aria-label={t('Use {name}', { name })}
            onClick={() => void backends.getState().activate(backend.id)}
          >
            {t('Use')}
          </Button>
        )}
        {saved && (
          <>
            <Button
              kind="quiet"
              aria-label={t('Test {name}', { name })}
              onClick={() => view.getState().openAws({ kind: 'check', backendId: backend.id })}
            >
              {t('Test')}
            </Button>
            <BackendMenu backend={saved} />
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
    <p className={`${text['small']} ${css['state']}`}>
      <Dot tone={tone} />
      <span>
        {label}
        {detail !== '' && tone !== 'good' && <>: {detail}</>}
      </span>
    </p>
  )
}

function BackendMenu({ backend }: { backend: SavedBackendConfig }) {
  const { view } = useStores()
  const { openAws, openDialog } = view.getState()
  const { id: backendId, name } = backend
  const account = accountOf(backend)
  const deployed = account !== null && account.stackName !== null
  const options = [
    ...(account ? [{ text: t('Edit…'), act: () => openAws({ kind: 'edit', backendId }) }] : []),
    ...(deployed
      ? [{ text: t('Update the stack…'), act: () => openAws({ kind: 'update', backendId }) }]
      : []),
    {
      text: t('Remove from this list…'),
      danger: true,
      act: () => openDialog({ kind: 'remove-backend', backendId })
    },
    ...(deployed
      ? [
          {
            text: t('Remove the stack from AWS…'),
            danger: true,
            act: () => openDialog({ kind: 'remove-stack', backendId })
          }
        ]
      : [])
  ]
  return <Options of={name} options={options} />
}
