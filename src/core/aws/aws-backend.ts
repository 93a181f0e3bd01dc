import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { limitCalls } from '../../shared/call-limit'
import type { AwsBackendConfig } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import type { Backend, BackendNames } from '../backend'
import type { Log } from '../log'
import { SqsGateway, type SqsConnection } from '../sqs-gateway'
import { toChatError } from '../to-chat-error'
import type { AwsCredentialProvider, CredentialBroker } from './credential-broker'
import { parseQueueAddress, type QueueAddress } from './queue-address'

export interface AwsBackendOptions {
  config: AwsBackendConfig
  broker: Pick<CredentialBroker, 'provider' | 'wait' | 'forget' | 'onReady' | 'clean'>
  log: Log
  /** Told before each request to SQS. */
  onRequest?: () => void
}

/** Who calls AWS. */
export interface CallerIdentity {
  readonly account: string
  readonly arn: string
}

/** Longest that STS may take to say who we are, in milliseconds. */
const IDENTITY_LIMIT_MS = 10_000

/**
 * An AWS account and region, or a server that speaks SQS, as a backend. Throws `invalid_input`, naming the field.
 *
 * Credentials are looked up anew after they failed, so that the backend comes back by itself once they work. A queue
 * that is not there is explained: wrong region and wrong account are told apart from a wrong name.
 */
export class AwsBackend implements Backend {
  readonly kind = 'aws'
  readonly label: string
  readonly names: BackendNames
  readonly faultLab = null
  readonly address: QueueAddress
  private readonly sqs: SqsGateway
  private readonly credentials: AwsCredentialProvider
  private readonly listeners: ((state: 'up' | 'down') => void)[] = []
  private readonly offReady: () => void
  private recovering: Promise<void> | null = null
  private stopped = false

  constructor(private readonly options: AwsBackendOptions) {
    const { config, broker } = options
    this.address = parseQueueAddress(config)
    this.label = `${config.name} (${config.region})`
    this.names = {
      requestQueue: this.address.queueName,
      deadLetterQueue: config.deadLetterQueue,
      sharedResponseQueue: config.sharedResponseQueue,
      functionName: config.functionName
    }
    this.credentials = broker.provider(config.credentials, config.region, config.id)
    this.sqs = new SqsGateway(this.connection())
    this.offReady = broker.onReady((backendId) => {
      if (backendId !== config.id || this.stopped) return
      for (const listener of this.listeners) listener('up')
    })
  }

  gateway(): SqsGateway {
    return this.sqs
  }

  connection(): SqsConnection {
    const { endpoint, accountId } = this.address
    const { config, onRequest } = this.options
    return {
      region: config.region,
      credentials: this.credentials,
      ...(onRequest ? { onRequest } : {}),
      explain: (error, queue) => this.explain(error, queue),
      ...(endpoint === null ? (accountId === null ? {} : { queueOwner: accountId }) : { endpoint })
    }
  }

  /** Looks credentials up anew and finds the request queue. Rejects with what is wrong, in words. */
  recover(): Promise<void> {
    this.recovering ??= this.find().finally(() => {
      this.recovering = null
    })
    return this.recovering
  }

  onChange(listener: (state: 'up' | 'down') => void): void {
    this.listeners.push(listener)
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.offReady()
    await this.recovering?.catch(() => {})
    this.sqs.close()
  }

  /** Resolves once there are credentials, however long the user takes to answer what is asked. */
  async signIn(): Promise<void> {
    const { config, broker } = this.options
    await broker.wait(config.credentials, config.region, config.id)
  }

  /** Who these credentials belong to. */
  async identity(): Promise<CallerIdentity> {
    const { endpoint } = this.address
    const config = {
      region: this.options.config.region,
      credentials: this.credentials,
      maxAttempts: 1,
      ...(endpoint === null ? {} : { endpoint })
    }
    const client = limitCalls(new STSClient(config), IDENTITY_LIMIT_MS)
    try {
      const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
      return { account: Account, arn: Arn }
    } catch (error) {
      throw this.options.broker.clean(toChatError(error))
    } finally {
      client.destroy()
    }
  }

  private async find(): Promise<void> {
    if (this.stopped) return
    const { config, broker } = this.options
    broker.forget(config.id)
    await this.credentials()
    try {
      await this.sqs.locate(this.names.requestQueue)
    } catch (cause) {
      throw await this.accountMismatch(toChatError(cause))
    }
  }

  /** A queue of another account looks as if it were missing, or forbidden: ask who we are to tell them apart. */
  private async accountMismatch(error: ChatError): Promise<ChatError> {
    const { accountId } = this.address
    const unclear = error.code === 'queue_missing' || error.code === 'access_denied'
    if (!unclear || accountId === null) return error
    try {
      const { account } = await this.identity()
      return account === accountId
        ? error
        : new ChatError(error.code, wrongAccount(accountId, account), { cause: error })
    } catch {
      return error
    }
  }

  private explain(error: ChatError, queue: string): ChatError {
    if (error.code !== 'queue_missing' || isDeletedRecently(error)) return this.options.broker.clean(error)
    const { region } = this.options.config
    const { accountId, endpoint } = this.address
    const place = endpoint ?? (accountId === null ? region : `${region} of account ${accountId}`)
    return new ChatError(
      'queue_missing',
      `There is no queue ${queue} in ${place}. Check the name and the region in Settings, or set the backend up.`,
      { cause: error }
    )
  }
}

/** What to say when the queue's URL and the credentials are of two accounts. */
export const wrongAccount = (queueAccount: string, ownAccount: string): string =>
  `The queue belongs to account ${queueAccount}, but the credentials belong to account ${ownAccount}. ` +
  'Choose credentials of the queue’s account, or another queue.'

const isDeletedRecently = ({ cause }: ChatError): boolean =>
  cause instanceof Error && cause.name.endsWith('QueueDeletedRecently')
