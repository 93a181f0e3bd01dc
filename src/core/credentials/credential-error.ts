import type { CredentialSource } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

/** What to tell when credentials cannot be had: without cause, for a process or a server may have written secrets. */
export function withoutSecrets(error: unknown, source: CredentialSource): ChatError {
  if (error instanceof ChatError) return new ChatError(error.code, error.message)
  const { code } = toChatError(error)
  if (code === 'offline' || code === 'throttled') {
    return new ChatError(code, 'AWS cannot be reached to get credentials. ChatAPP tries again by itself.')
  }
  const name = error instanceof Error ? error.name : 'unknown'
  if (source.type === 'environment' && name === 'CredentialsProviderError') {
    return new ChatError(
      'credentials',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not in the environment. Set them and start ChatAPP again.'
    )
  }
  const profile = source.type === 'profile' ? ` of the AWS profile "${source.profile}"` : ''
  return new ChatError(
    'credentials',
    `The credentials${profile} cannot be had (${name}). Try it in a terminal with: aws sts get-caller-identity` +
      (source.type === 'profile' ? ` --profile ${source.profile}` : '')
  )
}
