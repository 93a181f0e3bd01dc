import { useChat } from '../store/stores'
import css from './settings.module.css'

/** Where this build talks to. */
export function AwsAccountSection() {
  const connection = useChat((state) => state.connection)
  return (
    <section aria-labelledby="aws-title" className={css['section']}>
      <h2 id="aws-title">AWS account</h2>
      {connection?.backend === 'aws' ? (
        <p>
          ChatAPP talks to your AWS account: <bdi>{connection.label}</bdi>.
        </p>
      ) : (
        <p>
          This build talks to the local backend: an SQS-compatible queue server and the same MessageProcessor,
          both on this computer. It cannot be connected to an AWS account yet.
        </p>
      )}
    </section>
  )
}
