import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { CheckStep, Destination } from '../../shared/backend-config'
import { encodeBody, FORMAT_VERSION, parseReplyBody } from '../../shared/message'
import type { Backend } from '../backends/backend'
import { responseQueueName, responseQueueTags } from '../backends/response-queue'
import { toChatError } from '../../shared/to-chat-error'
import { AwsBackend, wrongAccount } from '../backends/aws-backend'
import { checkedActions, keyActions } from './checked-actions'
import { monitoringClients, probeMonitoring, type MonitoringClients } from './connection-check-monitoring'
import { deniedAction, keyProblem } from './denied-action'
import { keyArn, missingPermission, queueArn } from './missing-permission'

export interface ConnectionCheckDeps {
  backend: Backend
  installId: string
  /** Told of each step when it begins and when it has ended. */
  step: (step: CheckStep) => void
  /** Where metrics and logs are read; null where there are none. AWS itself unless told otherwise. */
  monitoring?: (backend: Backend) => MonitoringClients | null
}

type StepName = CheckStep['step']
type Outcome = Pick<CheckStep, 'state' | 'detail'> & Partial<Pick<CheckStep, 'fix'>>

const titles: Readonly<Record<StepName, string>> = {
  destination: 'Where messages go',
  identity: 'Who is calling',
  'request-queue': 'Find the request queue',
  'create-response-queue': 'Create a response queue',
  send: 'Send a message',
  receive: 'Receive on the response queue',
  delete: 'Delete a received message',
  reply: 'Answer of MessageProcessor',
  monitoring: 'Read metrics and logs'
}

/** Long polls that the answer is given, each up to 20 s. */
const POLLS = 2

/** AWS: a poll takes at most 10 messages; on a shared queue the others are released after so many seconds. */
const RELEASE_SECONDS = 1

/** What of the install id the test's queue bears: with it and the rest its name is never too long to be answered on. */
const ID_LENGTH = 8

/**
 * Tries each call that a working connection needs, in order, on a queue of the test's own, which is deleted again.
 *
 * A step that fails ends the ones that need it; they are reported as skipped. Nothing is thrown: what went wrong, the
 * missing IAM action and the smallest policy stand in the step.
 */
export class ConnectionCheck {
  private readonly done: CheckStep[] = []
  private readonly target: { region: string; account: string | null; callerArn: string | null }
  private broken = false
  /** The call that is under way: the IAM actions that it needs, and the queues that they are for. */
  private calling: { actions: readonly string[]; queue: string } | null = null

  constructor(private readonly deps: ConnectionCheckDeps) {
    this.target = { region: '', account: null, callerArn: null }
  }

  async run(): Promise<CheckStep[]> {
    const { backend, installId } = this.deps
    const { requestQueue, sharedResponseQueue, functionName } = backend.names
    const own = responseQueueName(
      sharedResponseQueue,
      `${installId.slice(0, ID_LENGTH)}-${randomBytes(2).toString('hex').slice(1)}`
    )
    const ownQueues = `${baseOf(sharedResponseQueue)}-${installId.slice(0, ID_LENGTH)}*`
    const { findQueue, readDepth, createQueue, tagQueue, send, receive, release } = checkedActions
    let replyQueue = own
    let replyQueues = ownQueues
    let startedAt = 0
    let handle: string | null = null
    const id = uuidv7()

    await this.step('destination', async () => this.destination())
    await this.step('identity', () => this.identity())
    await this.step('request-queue', async () => {
      await this.call([findQueue], requestQueue, () => backend.gateway().locate(requestQueue))
      const { visible, inFlight } = await this.call([readDepth], requestQueue, () =>
        backend.gateway().depth(requestQueue)
      )
      return ok(`${requestQueue}: ${visible} waiting, ${inFlight} in flight.`)
    })
    await this.step('create-response-queue', async () => {
      const actions = [createQueue, tagQueue]
      try {
        await this.call(actions, ownQueues, () =>
          backend
            .gateway()
            .ensureQueue(
              own,
              { MessageRetentionPeriod: '300' },
              responseQueueTags(installId, backend.gateway().serverNow())
            )
        )
        return ok('This installation can have a response queue of its own.')
      } catch (cause) {
        const error = toChatError(cause)
        if (error.code !== 'access_denied' || keyProblem(error) !== null) throw error
        await this.call([findQueue], sharedResponseQueue, () => backend.gateway().locate(sharedResponseQueue))
        replyQueue = sharedResponseQueue
        replyQueues = sharedResponseQueue
        const missing = deniedAction(error, actions)
        return {
          state: 'warning',
          detail: `AWS does not allow ${missing.join(', ')} on ${ownQueues}, so ${sharedResponseQueue} is shared with others. It works; answers may take longer.`,
          fix: this.fix(missing, ownQueues)
        }
      }
    })
    await this.step('send', async () => {
      const body = encodeBody({
        v: FORMAT_VERSION,
        id,
        conversationId: 'connection-check',
        sender: { id: installId, name: 'ChatAPP connection test' },
        text: '/echo ok',
        sentAt: Date.now()
      })
      startedAt = performance.now()
      const request = { id, conversationId: 'connection-check', body }
      const { refused } = await this.call([send], requestQueue, () =>
        backend.gateway().sendRequests(requestQueue, [request], replyQueue)
      )
      if (refused[0]) throw refused[0].error
      return ok(`${requestQueue} accepted the test message.`)
    })
    await this.step('receive', async () => {
      for (let poll = 0; poll < POLLS && handle === null; poll++) {
        const messages = await this.call([receive], replyQueues, () => backend.gateway().receive(replyQueue))
        const foreign: string[] = []
        for (const { body, receiptHandle } of messages) {
          const parsed = parseReplyBody(body)
          if (parsed.ok && parsed.body.inReplyTo === id) handle = receiptHandle
          else foreign.push(receiptHandle)
        }
        if (foreign.length === 0) continue
        await this.call([release], replyQueues, () =>
          backend.gateway().releaseMessages(replyQueue, foreign, RELEASE_SECONDS)
        )
      }
      return ok(handle === null ? 'The queue may be read; nothing has arrived.' : 'The answer has arrived.')
    })
    const roundTrip = Math.round(performance.now() - startedAt)
    const received: string | null = handle
    await this.step('delete', async () => {
      if (received === null) return { state: 'skipped', detail: 'There was no message to delete.' }
      await this.call([checkedActions.delete], replyQueues, () =>
        backend.gateway().deleteMessages(replyQueue, [received])
      )
      return ok('The answer has been deleted.')
    })
    await this.step('reply', async () => {
      if (received !== null) return ok(`${functionName} answered in ${roundTrip} ms.`)
      const why = `No answer came within ${POLLS * 20} s. Look whether ${functionName} has ${requestQueue} as its trigger, at its log, and at ${backend.names.deadLetterQueue}.`
      return { state: 'failed', detail: why }
    })
    await this.step('monitoring', () => this.monitoring())
    if (replyQueue === own) await this.cleanUp(own)
    return this.done
  }

  private destination(): Outcome {
    const { backend } = this.deps
    if (!(backend instanceof AwsBackend)) return ok('The local backend, on this computer.')
    const { region, endpoint, credentials } = backend.destination()
    return ok(`Region ${words(region)}. Endpoint ${words(endpoint)}. Credentials: ${words(credentials)}.`)
  }

  private async identity(): Promise<Outcome> {
    const { backend } = this.deps
    if (!(backend instanceof AwsBackend)) {
      await backend.recover()
      return { state: 'skipped', detail: 'The local backend needs no account.' }
    }
    await backend.signIn()
    this.target.region = backend.connection().region
    this.target.account = backend.address.accountId
    try {
      const { account, arn } = await backend.identity()
      const { accountId } = backend.address
      this.target.callerArn = arn
      if (accountId !== null && accountId !== account) {
        return { state: 'failed', detail: wrongAccount(accountId, account) }
      }
      this.target.account = account
      return ok(`Account ${account}, as ${arn}.`)
    } catch (cause) {
      const error = toChatError(cause)
      if (backend.address.aws || error.code === 'credentials') throw error
      return { state: 'skipped', detail: 'This server does not say who is calling; it is not AWS.' }
    }
  }

  private async monitoring(): Promise<Outcome> {
    const { backend, monitoring = monitoringClients } = this.deps
    const clients = monitoring(backend)
    if (clients === null)
      return { state: 'skipped', detail: 'Metrics and logs are read on AWS itself alone.' }
    return await probeMonitoring(clients, backend.names.functionName, this.target)
  }

  private async cleanUp(queue: string): Promise<void> {
    try {
      await this.deps.backend.gateway().deleteQueue(queue)
    } catch {
      // Not allowed, or never made. SQS empties it after 5 minutes and a sweep takes it after 14 days, by its tags.
    }
  }

  /** Runs one call to SQS, so that a refusal is told as the actions that this call needs. */
  private async call<T>(actions: readonly string[], queue: string, run: () => Promise<T>): Promise<T> {
    this.calling = { actions, queue }
    return await run()
  }

  /** Runs one step, unless one that it needs has failed. */
  private async step(name: StepName, run: () => Promise<Outcome>): Promise<void> {
    const base = { step: name, title: titles[name], fix: null }
    this.deps.step({ ...base, state: 'running', detail: '' })
    const ended: CheckStep = { ...base, ...(await this.outcome(run)) }
    if (ended.state === 'failed') this.broken = true
    this.done.push(ended)
    this.deps.step(ended)
  }

  private async outcome(run: () => Promise<Outcome>): Promise<Outcome> {
    if (this.broken) return { state: 'skipped', detail: 'Not tried: an earlier step must work first.' }
    this.calling = null
    try {
      return await run()
    } catch (cause) {
      return this.failure(cause)
    }
  }

  private failure(cause: unknown): Outcome {
    const error = toChatError(cause)
    const failed = { state: 'failed', detail: error.message } as const
    if (error.code !== 'access_denied' || this.calling === null) return failed
    const problem = keyProblem(error)
    if (problem === 'KmsAccessDenied')
      return {
        ...failed,
        fix: missingPermission([{ actions: keyActions, resource: keyArn(this.target) }], this.target)
      }
    // A key that is disabled, or gone: no policy brings it back.
    if (problem !== null) return failed
    const { actions, queue } = this.calling
    const missing = deniedAction(error, actions)
    return {
      state: 'failed',
      detail: `AWS does not allow ${missing.join(', ')} on ${queue}. Add the policy below, then test again.`,
      fix: this.fix(missing, queue)
    }
  }

  private fix(actions: readonly string[], queue: string): NonNullable<CheckStep['fix']> {
    return missingPermission([{ actions, resource: queueArn(queue, this.target) }], this.target)
  }
}

const words = ({ value, source }: Destination[keyof Destination]): string => `${value} (${source})`
const ok = (detail: string): Outcome => ({ state: 'ok', detail })
const baseOf = (queue: string): string => queue.replace(/\.fifo$/, '')
