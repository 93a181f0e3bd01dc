import { ChatError } from '../../shared/errors'
import { say, sayError } from '../../shared/said'
import type { Alarms } from '../monitoring/alarms'
import { noSeries, type QueueSeries } from '../monitoring/queue-series'
import { awsCapabilities } from './aws-backend'
import { logGroupOf, type Backend, type BackendNames, type LogPlace } from './backend'

/**
 * In place of a chosen backend whose stored entry cannot be read: messages wait until the user has chosen another, or
 * a ChatAPP that can read it has started. They never go to a backend that nobody chose.
 */
export class UnreadableBackend implements Backend {
  readonly kind = 'aws'
  readonly label = 'a backend that cannot be read'
  readonly labelSaid = say('label.unreadable').said
  readonly capabilities = awsCapabilities
  readonly faultLab = null
  readonly letterLook = null

  readonly logPlace: LogPlace

  constructor(readonly names: BackendNames) {
    this.logPlace = { logGroup: logGroupOf(names.functionName), region: '', consoleUrl: null }
  }

  gateway(): never {
    throw new ChatError('backend.choice_unreadable')
  }

  connection(): never {
    throw new ChatError('backend.choice_unreadable')
  }

  destination(): null {
    return null
  }

  async signIn(): Promise<void> {
    throw new ChatError('backend.choice_unreadable', {}, { code: 'invalid_input' })
  }

  async identity(): Promise<null> {
    return null
  }

  queueAccount(): null {
    return null
  }

  metrics(): Promise<never> {
    return Promise.reject(notChosen())
  }

  async queueAges(): Promise<ReadonlyMap<string, number>> {
    return new Map()
  }

  async queueSeries(): Promise<QueueSeries> {
    return noSeries
  }

  place(): never {
    throw notChosen()
  }

  inspector(): Promise<never> {
    return Promise.reject(notChosen())
  }

  async alarms(): Promise<Alarms> {
    return { alarms: [], missing: [sayError(notChosen())] }
  }

  logs(): Promise<never> {
    return Promise.reject(notChosen())
  }

  async cloudWatch(): Promise<null> {
    return null
  }

  async recover(): Promise<void> {
    throw new ChatError('backend.choice_unreadable', {}, { code: 'invalid_input' })
  }

  onChange(): void {}

  async stop(): Promise<void> {}
}

const notChosen = (): ChatError => new ChatError('backend.unreadable')
