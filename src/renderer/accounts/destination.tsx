import { useEffect } from 'react'
import type { Destination, SavedBackendConfig } from '../../shared/backend-config'
import text from '../ui/text.module.css'
import css from './destination.module.css'
import { useBackends } from '../store/backends-store'
import { errorText, saidText, t } from '../text/words'

/** Where the messages of a backend go: region, endpoint and credentials, each with where that comes from. */
export function DestinationWords({ backend }: { backend: SavedBackendConfig }) {
  const known = useBackends((state) => state.destinations.get(backend.id))
  const watch = useBackends((state) => state.watchDestination)
  // Asked anew for each configuration of the backend.
  useEffect(() => watch(backend.id), [watch, backend])
  if (known === undefined) return null
  if ('error' in known) return <p className={text['small']}>{errorText(known.error)}</p>
  if (known.destination === null) return null
  const { region, endpoint, credentials, proxy, authorities } = known.destination
  return (
    <details className={text['small']}>
      <summary>{t('Where messages go')}</summary>
      <dl className={css['destination']}>
        <Row name={t('Region')} {...region} />
        <Row name={t('Endpoint')} {...endpoint} />
        <Row name={t('Credentials')} {...credentials} />
        {proxy && <Row name={t('Proxy')} {...proxy} />}
        {authorities && <Row name={t('Authorities')} {...authorities} />}
      </dl>
    </details>
  )
}

const Row = ({ name, value, source, said }: { name: string } & Destination['region']) => (
  <>
    <dt>{name}</dt>
    <dd>
      <bdi>{saidText(said?.value, value)}</bdi> (<bdi>{saidText(said?.source, source)}</bdi>)
    </dd>
  </>
)
