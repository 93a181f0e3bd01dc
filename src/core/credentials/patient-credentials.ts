import type { CredentialSource } from '../../shared/backend-config'
import { toChatError } from '../../shared/to-chat-error'
import type { AwsCredentialProvider, CredentialBroker } from './credential-broker'
import type { CredentialPrompts } from './credential-prompts'

export interface PatientCredentialsDeps {
  broker: Pick<CredentialBroker, 'provider' | 'onReady'>
  prompts: Pick<CredentialPrompts, 'list'>
}

/**
 * Credentials for work that the user waits for: while a question about them stands open, it waits for the answer.
 *
 * The message engine must not wait like that, so the broker itself fails at once.
 */
export function patientCredentials(
  { broker, prompts }: PatientCredentialsDeps,
  source: CredentialSource,
  target: { region: string; backendId: string }
): AwsCredentialProvider {
  const provide = broker.provider(source, target.region, target.backendId)
  const isAsked = (): boolean => prompts.list().some(({ backendId }) => backendId === target.backendId)
  const patiently = async () => {
    const ready = Promise.withResolvers<void>()
    const off = broker.onReady((backendId) => {
      if (backendId === target.backendId) ready.resolve()
    })
    try {
      return await provide()
    } catch (error) {
      if (toChatError(error).code !== 'credentials' || !isAsked()) throw error
      await ready.promise
      return await provide()
    } finally {
      off()
    }
  }
  return Object.assign(patiently, { memoized: true as const })
}
