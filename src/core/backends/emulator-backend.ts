import { randomUUID } from 'node:crypto'
import {
  holdProcessor,
  LEASE_MS,
  releaseProcessor,
  type EmulatorLease
} from '../../local-backend/client/emulator-client'
import { trustAuthorities } from '../../platform/trusted-authorities'
import type {
  AwsBackendConfig,
  Destination,
  EmulatorBackendConfig,
  OtherPlace
} from '../../shared/backend-config'
import type { Capabilities } from '../../shared/contract'
import {
  clientTarget,
  destinationOfEmulator,
  surroundings,
  type sqsPlace
} from '../credentials/aws-destination'
import type { AwsCredentialProvider, CredentialBroker } from '../credentials/credential-broker'
import { emulatorKeys } from '../credentials/emulator-keys'
import type { LogPage, LogQuery } from '../monitoring/processor-log'
import { toChatError } from '../../shared/to-chat-error'
import { AwsBackend } from './aws-backend'
import type { LogPlace } from './backend'
import { localNames } from './backend-names'
import type { EmbeddedBackend } from './embedded-backend'

export interface EmulatorBackendOptions {
  config: EmulatorBackendConfig
  broker: CredentialBroker
  /** What of its configuration an option of this run says. */
  place?: OtherPlace | undefined
  /** Makes the local backend, whose process has the processor that works at the emulator. */
  local: () => EmbeddedBackend
}

/** How often the processor here is told that it is needed still, in milliseconds. */
const RENEW_MS = LEASE_MS / 6

const capabilities: Capabilities = { account: false, cloudWatch: false }

/**
 * An emulator of AWS as a backend.
 *
 * Where it runs no function (`processor: 'here'`), the local backend's process works at its queues as long as this is
 * connected, and makes those that are missing. While the emulator cannot be reached, messages wait for it.
 */
export class EmulatorBackend extends AwsBackend {
  override readonly kind = 'emulator'
  override readonly capabilities = capabilities
  private readonly emulator: EmulatorBackendConfig
  private readonly holder = randomUUID()
  private local: EmbeddedBackend | null = null
  private renewing: NodeJS.Timeout | undefined
  private lease: EmulatorLease | null = null
  private ended = false

  constructor(private readonly parts: EmulatorBackendOptions) {
    const { config, broker } = parts
    super({ config: accountAt(config), broker, credentials: providerOf(config, broker), label: config.name })
    this.emulator = config
  }

  /** Nobody has to say who they are: the own response queue keeps its name whoever an emulator says is calling. */
  override async identity(): Promise<null> {
    return null
  }

  override destination(): Destination {
    return destinationOfEmulator(this.emulator, surroundings(), this.parts.place)
  }

  override async signIn(): Promise<void> {
    if (this.emulator.credentials.type !== 'dummy') await super.signIn()
    await this.prepare()
  }

  override async logs(query: LogQuery): Promise<LogPage> {
    if (this.emulator.processor === 'there') return await super.logs(query)
    return await this.processorHost().logs(query)
  }

  override get logPlace(): LogPlace {
    if (this.emulator.processor === 'there') return super.logPlace
    return this.processorHost().logPlace
  }

  override async stop(): Promise<void> {
    this.ended = true
    clearInterval(this.renewing)
    await super.stop()
    if (!this.local) return
    const { lease, local } = this
    if (lease) await local.whileRunning((endpoint) => releaseProcessor(endpoint, lease)).catch(() => {})
    await local.stop()
  }

  /** Its settings say it all; they were looked at when it was saved. */
  protected override sqsPlace(): ReturnType<typeof sqsPlace> {
    const { endpoint } = this.emulator
    return {
      address: { queueName: localNames.requestQueue, accountId: null, endpoint, aws: false },
      target: clientTarget('SQS', accountAt(this.emulator), surroundings())
    }
  }

  /** Before its queues are looked for: a processor that is to work here makes them. */
  protected override async prepare(): Promise<void> {
    const { authority } = emulatorKeys(this.emulator.endpoint)
    if (authority !== null) trustAuthorities([authority])
    if (this.emulator.processor === 'there' || this.ended) return
    await this.hold()
    this.renewing ??= setInterval(() => void this.hold().catch(() => {}), RENEW_MS)
    this.renewing.unref()
  }

  private async hold(): Promise<void> {
    const { endpoint, region } = this.emulator
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentials()
    const { authority } = emulatorKeys(endpoint)
    this.lease = {
      holder: this.holder,
      place: {
        endpoint,
        region,
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        ...(authority !== null && { authority })
      }
    }
    const { lease } = this
    const host = this.processorHost()
    try {
      await host.whileRunning((local) => holdProcessor(local, lease))
    } catch (error) {
      if (toChatError(error).code !== 'offline' || this.ended) throw error
      // Whoever ran it has gone: somebody else does by now, or this one starts it.
      await host.recover()
      await host.whileRunning((local) => holdProcessor(local, lease))
    }
  }

  private processorHost(): EmbeddedBackend {
    if (this.local) return this.local
    this.local = this.parts.local()
    this.local.onChange((state) => {
      if (state === 'up' && !this.ended) void this.hold().catch(() => {})
    })
    return this.local
  }
}

/** It as its queues and calls see it: another server than AWS. */
const accountAt = ({ id, name, region, endpoint, credentials }: EmulatorBackendConfig): AwsBackendConfig => ({
  id,
  kind: 'aws',
  name,
  region,
  // Keys that belong to no profile.
  credentials: credentials.type === 'dummy' ? { type: 'keys' } : credentials,
  requestQueue: localNames.requestQueue,
  sharedResponseQueue: localNames.sharedResponseQueue,
  deadLetterQueue: localNames.deadLetterQueue,
  functionName: localNames.functionName,
  stackName: null,
  endpoint
})

/** Where its keys come from; those that an emulator has made itself are read anew each time. */
function providerOf(
  { credentials, endpoint, region, id }: EmulatorBackendConfig,
  broker: CredentialBroker
): AwsCredentialProvider {
  if (credentials.type !== 'dummy') return broker.provider(credentials, region, id)
  return Object.assign(async () => emulatorKeys(endpoint).identity, { memoized: true as const })
}
