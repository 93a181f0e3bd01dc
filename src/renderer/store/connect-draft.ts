import type { AwsBackendConfig, AwsProfile, CredentialSource } from '../../shared/backend-config'
import type { CallArgument } from '../../shared/contract'
import { queueNameOf } from '../../shared/backend-words'
import { regionOfQueue } from '../../shared/aws-partition'
import { t } from '../text/words'

/** What the connect form holds, as typed. Empty: the default, or what the stack has already. No secret is ever in it. */
export interface ConnectDraft {
  readonly source: CredentialSource['type']
  readonly profile: string
  readonly region: string
  /** Who set up the queues: the app does it now, or a person did it by hand. */
  readonly door: 'deploy' | 'by-hand'
  readonly name: string
  readonly requestQueue: string
  readonly sharedResponseQueue: string
  readonly deadLetterQueue: string
  readonly functionName: string
  readonly endpoint: string
  readonly stackName: string
  readonly queueName: string
  readonly maximumConcurrency: string
  readonly logRetentionDays: string
  readonly alarmEmail: string
  /** An update takes the alarm's address away. */
  readonly noAlarmEmail: boolean
}

/** The form before anything was typed. */
export const emptyDraft: ConnectDraft = {
  source: 'profile',
  profile: '',
  region: '',
  door: 'deploy',
  name: '',
  requestQueue: '',
  sharedResponseQueue: '',
  deadLetterQueue: '',
  functionName: '',
  endpoint: '',
  stackName: 'ChatAPP',
  queueName: '',
  maximumConcurrency: '',
  logRetentionDays: '',
  alarmEmail: '',
  noAlarmEmail: false
}

/** The form for a backend that exists. For an update the stack's own values stay, so those fields are empty. */
export const draftOf = (backend: AwsBackendConfig, mode: 'edit' | 'update'): ConnectDraft => ({
  ...emptyDraft,
  source: backend.credentials.type,
  profile: backend.credentials.type === 'profile' ? backend.credentials.profile : '',
  region: backend.region,
  door: mode === 'edit' ? 'by-hand' : 'deploy',
  name: backend.name,
  requestQueue: backend.requestQueue,
  sharedResponseQueue: backend.sharedResponseQueue,
  deadLetterQueue: backend.deadLetterQueue,
  functionName: mode === 'edit' ? backend.functionName : '',
  endpoint: backend.endpoint ?? '',
  stackName: backend.stackName ?? 'ChatAPP'
})

/** The draft after a change: a chosen profile and a pasted queue URL bring their region along. */
export function changeDraft(
  draft: ConnectDraft,
  change: Partial<ConnectDraft>,
  profiles: readonly AwsProfile[]
): ConnectDraft {
  const next = { ...draft, ...change }
  const fromUrl = change.requestQueue === undefined ? null : regionOfQueue(change.requestQueue)
  if (fromUrl) return { ...next, region: fromUrl }
  if (change.profile === undefined || change.region !== undefined) return next
  const regionOf = (name: string): string => profiles.find((one) => one.name === name)?.region ?? ''
  const typed = draft.region !== '' && draft.region !== regionOf(draft.profile)
  return typed || regionOf(next.profile) === '' ? next : { ...next, region: regionOf(next.profile) }
}

/** What is missing before the host can be asked, by field. Everything else the host itself checks. */
export function missingIn(draft: ConnectDraft): ReadonlyMap<string, string> {
  const missing = new Map<string, string>()
  if (draft.source === 'profile' && draft.profile === '')
    missing.set('profile', t('Choose the profile to sign in with.'))
  if (draft.region.trim() === '')
    missing.set('region', t('The region is missing. It is where your queue is, for example eu-central-1.'))
  if (draft.door === 'by-hand' && draft.requestQueue.trim() === '')
    missing.set('requestQueue', t('The queue is missing. Copy its URL from the SQS console.'))
  if (draft.door === 'deploy' && !/^\d*$/.test(draft.maximumConcurrency.trim()))
    missing.set(
      'maximumConcurrency',
      t('Use a whole number from 2 to 1,000, 0 for no limit, or leave it empty.')
    )
  return missing
}

/** Where the credentials come from. */
export const sourceOf = ({ source, profile }: ConnectDraft): CredentialSource =>
  source === 'profile' ? { type: 'profile', profile } : { type: source }

/** What `backends.save` is asked. */
export function backendOf(
  draft: ConnectDraft,
  { id, stackName }: { id: string; stackName: string | null }
): CallArgument<'backends.save'> {
  const queue = draft.requestQueue.trim()
  return {
    id,
    kind: 'aws',
    name: draft.name.trim() || `${queueNameOf(queue)}, ${draft.region.trim()}`.slice(0, 60),
    region: draft.region.trim(),
    credentials: sourceOf(draft),
    requestQueue: queue,
    ...typed('sharedResponseQueue', draft.sharedResponseQueue),
    ...typed('deadLetterQueue', draft.deadLetterQueue),
    ...typed('functionName', draft.functionName),
    stackName,
    endpoint: draft.endpoint.trim() || null
  }
}

/** What `stack.plan` is asked. */
export function planOf(draft: ConnectDraft): CallArgument<'stack.plan'> {
  return {
    region: draft.region.trim(),
    credentials: sourceOf(draft),
    options: {
      ...typed('stackName', draft.stackName),
      ...typed('queueName', draft.queueName),
      ...typed('functionName', draft.functionName),
      ...numbered('maximumConcurrency', draft.maximumConcurrency),
      ...numbered('logRetentionDays', draft.logRetentionDays),
      ...(draft.noAlarmEmail ? { alarmEmail: '' } : typed('alarmEmail', draft.alarmEmail))
    }
  }
}

const typed = <K extends string>(key: K, value: string): Partial<Record<K, string>> =>
  value.trim() === '' ? {} : ({ [key]: value.trim() } as Record<K, string>)

/** The host checks the number and names its field, so it may be any. */
const numbered = <K extends string>(key: K, value: string): Partial<Record<K, never>> =>
  value.trim() === '' ? {} : ({ [key]: Number(value) } as Record<K, never>)
