import type { BackendNames } from './backend'

/** The names that the template gives, which the local backend and emulators have too. */
export const localNames: BackendNames = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}
