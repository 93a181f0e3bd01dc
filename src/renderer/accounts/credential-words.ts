import type { AwsProfile, CredentialSource } from '../../shared/backend-config'

/** Where credentials come from, in a few words. */
export function sourceWords(source: CredentialSource): string {
  if (source.type === 'profile') return `profile ${source.profile}`
  return source.type === 'environment' ? 'environment variables' : 'access keys'
}

/** How a profile gets its credentials, in a few words. */
export const kindWords: Record<AwsProfile['kind'], string> = {
  keys: 'Access keys in the AWS files',
  sso: 'IAM Identity Center sign-in',
  role: 'Assumes a role',
  process: 'Runs a command',
  other: 'Another kind'
}
