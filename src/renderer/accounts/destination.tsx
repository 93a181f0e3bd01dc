import { useEffect, useState } from 'react'
import type { AwsBackendConfig, Destination } from '../../shared/backend-config'
import type { WireError } from '../../shared/errors'
import text from '../ui/text.module.css'
import css from './destination.module.css'
import { createBackendsStore } from '../store/backends-store'
import { useStores } from '../store/stores'

type Known = { readonly destination: Destination | null } | { readonly error: WireError }

/** Where the messages of a backend go: region, endpoint and credentials, each with where that comes from. */
export function DestinationWords({ backend }: { backend: AwsBackendConfig }) {
  const backends = useStores().of(createBackendsStore)
  const [known, setKnown] = useState<Known | null>(null)
  useEffect(() => {
    let gone = false
    void backends
      .getState()
      .destination(backend.id)
      .then((found) => gone || setKnown(found))
    return () => {
      gone = true
    }
  }, [backends, backend])
  if (known === null) return null
  if ('error' in known) return <p className={text['small']}>{known.error.message}</p>
  if (known.destination === null) return null
  const { region, endpoint, credentials } = known.destination
  return (
    <details className={text['small']}>
      <summary>Where messages go</summary>
      <dl className={css['destination']}>
        <Row name="Region" {...region} />
        <Row name="Endpoint" {...endpoint} />
        <Row name="Credentials" {...credentials} />
      </dl>
    </details>
  )
}

const Row = ({ name, value, source }: { name: string; value: string; source: string }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <bdi>{value}</bdi> (<bdi>{source}</bdi>)
    </dd>
  </>
)
