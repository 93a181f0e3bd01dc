import type { CredentialPrompt } from '../shared/backend-config'

/** What a terminal shows of a question. */
export function wordsOf(prompt: CredentialPrompt): string[] {
  switch (prompt.kind) {
    case 'sso-login':
      return [prompt.text, `  ${prompt.url ?? ''}`, `  Code: ${prompt.userCode ?? ''}`]
    case 'mfa-code':
      return [`${prompt.text} (${prompt.detail ?? ''})`]
    default:
      return [prompt.text, `  ${prompt.detail ?? ''}`]
  }
}
