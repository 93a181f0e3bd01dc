import { randomBytes } from 'node:crypto'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { v7 as uuidv7 } from 'uuid'
import type { CheckStep } from '../../shared/backend-config'
import type { ChatError } from '../../shared/errors'
import { encodeBody, FORMAT_VERSION, parseReplyBody } from '../../shared/message'
import type { Backend } from '../backend'
import { toChatError } from '../to-chat-error'
import { AwsBackend, wrongAccount } from './aws-backend'
import { logGroupArn, missingPermission, queueArn, type PermissionTarget } from './missing-permission'

export interface ConnectionCheckDeps {
  backend: Backend
  installId: string
  /** Told of each step when it begins and when it has ended. */
  step: (step: CheckStep) => void
}

type StepName = CheckStep['step']
type Outcome = Pick<CheckStep, 'state' | 'detail'> & Partial<Pick<CheckStep, 'fix'>>

const titles: Readonly<Record<StepName, string>> = {
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

/** The monitoring calls ask for this much of the past, in milliseconds. */
const LOOK_BACK_MS = 3_600_000

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

  constructor(private readonly deps: ConnectionCheckDeps) {
    this.target = { region: '', account: null, callerArn: null }
  }

  async run(): Promise<CheckStep[]> {
    const { backend, installId } = this.deps
    const { requestQueue, sharedResponseQueue, functionName } = backend.names
    const own = `${sharedResponseQueue.replace(/\.fifo$/, '')}-check-${randomBytes(4).toString('hex')}`
    let replyQueue = own
    let startedAt = 0
    let handle: string | null = null
    const id = uuidv7()

    await this.step('identity', [], () => this.identity())
    await this.step('request-queue', ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], async () => {
      await backend.gateway().locate(requestQueue)
      const { visible, inFlight } = await backend.gateway().depth(requestQueue)
      return ok(`${requestQueue}: ${visible} waiting, ${inFlight} in flight.`)
    })
    await this.step('create-response-queue', ['sqs:CreateQueue', 'sqs:TagQueue'], async () => {
      try {
        await backend.gateway().ensureQueue(own, { MessageRetentionPeriod: '300' }, ownTags(installId))
        return ok('This installation can have a response queue of its own.')
      } catch (cause) {
        const error = toChatError(cause)
        if (error.code !== 'access_denied') throw error
        replyQueue = sharedResponseQueue
        await backend.gateway().locate(sharedResponseQueue)
        return {
          state: 'warning',
          detail: `AWS does not allow a response queue of its own, so ${sharedResponseQueue} is shared with others. It works; answers may take longer.`,
          fix: missingPermission(
            ['sqs:CreateQueue', 'sqs:TagQueue'],
            this.arn(`${baseOf(sharedResponseQueue)}-*`),
            this.target
          )
        }
      }
    })
    await this.step('send', ['sqs:SendMessage'], async () => {
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
      const { refused } = await backend.gateway().sendRequests(requestQueue, [request], replyQueue)
      if (refused[0]) throw refused[0].error
      return ok(`${requestQueue} accepted the test message.`)
    })
    await this.step('receive', ['sqs:ReceiveMessage'], async () => {
      for (let poll = 0; poll < POLLS && handle === null; poll++) {
        const messages = await backend.gateway().receive(replyQueue)
        const foreign: string[] = []
        for (const { body, receiptHandle } of messages) {
          const parsed = parseReplyBody(body)
          if (parsed.ok && parsed.body.inReplyTo === id) handle = receiptHandle
          else foreign.push(receiptHandle)
        }
        if (foreign.length > 0) await backend.gateway().releaseMessages(replyQueue, foreign, RELEASE_SECONDS)
      }
      return ok(handle === null ? 'The queue may be read; nothing has arrived.' : 'The answer has arrived.')
    })
    const roundTrip = Math.round(performance.now() - startedAt)
    const received: string | null = handle
    await this.step('delete', ['sqs:DeleteMessage'], async () => {
      if (received === null) return { state: 'skipped', detail: 'There was no message to delete.' }
      await backend.gateway().deleteMessages(replyQueue, [received])
      return ok('The answer has been deleted.')
    })
    await this.step('reply', [], async () => {
      if (received !== null) return ok(`${functionName} answered in ${roundTrip} ms.`)
      const why = `No answer came within ${POLLS * 20} s. Look whether ${functionName} has ${requestQueue} as its trigger, at its log, and at ${backend.names.deadLetterQueue}.`
      return { state: 'failed', detail: why }
    })
    await this.monitoring()
    if (replyQueue === own) await this.cleanUp(own)
    return this.done
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
      if (backend.address.endpoint === null || error.code === 'credentials') throw error
      return { state: 'skipped', detail: 'This server does not say who is calling; it is not AWS.' }
    }
  }

  private async monitoring(): Promise<void> {
    const { backend } = this.deps
    const { functionName } = backend.names
    const isAws = backend instanceof AwsBackend && backend.address.endpoint === null
    await this.step('monitoring', [], async () => {
      if (!isAws) return { state: 'skipped', detail: 'Metrics and logs are read on AWS itself alone.' }
      const { region, credentials } = backend.connection()
      const config = { region, maxAttempts: 1, ...(credentials ? { credentials } : {}) }
      const end = Date.now()
      const denied: { actions: string; resource: string; detail: string }[] = []
      const metrics = new CloudWatchClient(config)
      const logs = new CloudWatchLogsClient(config)
      try {
        await metrics.send(metricProbe(functionName, end)).catch((error: unknown) => {
          denied.push({
            actions: 'cloudwatch:GetMetricData',
            resource: '*',
            detail: toChatError(error).message
          })
        })
        await logs.send(logProbe(functionName, end)).catch((error: unknown) => {
          const resource = logGroupArn(functionName, this.target)
          denied.push({ actions: 'logs:FilterLogEvents', resource, detail: toChatError(error).message })
        })
      } finally {
        metrics.destroy()
        logs.destroy()
      }
      if (!denied[0]) return ok('Metrics and logs can be shown.')
      return {
        state: 'warning',
        detail: `Messages work without it, but not all of Monitoring does: ${denied[0].detail}`,
        fix: missingPermission(
          denied.map(({ actions }) => actions),
          denied[0].resource,
          this.target
        )
      }
    })
  }

  private async cleanUp(queue: string): Promise<void> {
    try {
      await this.deps.backend.gateway().deleteQueue(queue)
    } catch {
      // Not allowed, or never made. SQS empties it after 5 minutes and a sweep takes it after 14 days, by its tags.
    }
  }

  /** Runs one step, unless one that it needs has failed. */
  private async step(name: StepName, actions: readonly string[], run: () => Promise<Outcome>): Promise<void> {
    const base = { step: name, title: titles[name], fix: null }
    this.deps.step({ ...base, state: 'running', detail: '' })
    const ended: CheckStep = { ...base, ...(await this.outcome(name, actions, run)) }
    if (ended.state === 'failed') this.broken = true
    this.done.push(ended)
    this.deps.step(ended)
  }

  private async outcome(
    name: StepName,
    actions: readonly string[],
    run: () => Promise<Outcome>
  ): Promise<Outcome> {
    if (this.broken) return { state: 'skipped', detail: 'Not tried: an earlier step must work first.' }
    try {
      return await run()
    } catch (cause) {
      const error = toChatError(cause)
      if (error.code !== 'access_denied' || actions.length === 0)
        return { state: 'failed', detail: error.message }
      if (isKeyProblem(error)) return { state: 'failed', detail: error.message, fix: this.keyFix() }
      const missing =
        actions.length === 1 ? actions[0] : `${actions.slice(0, -1).join(', ')} or ${actions.at(-1)}`
      return {
        state: 'failed',
        detail: `AWS does not allow ${missing} on ${this.queueOf(name)}. Add the policy below, then test again.`,
        fix: missingPermission(actions, this.arn(this.queueOf(name)), this.target)
      }
    }
  }

  private queueOf(name: StepName): string {
    const { requestQueue, sharedResponseQueue } = this.deps.backend.names
    return name === 'request-queue' || name === 'send' ? requestQueue : `${baseOf(sharedResponseQueue)}*`
  }

  private arn(queue: string): string {
    const target: PermissionTarget = this.target
    return queueArn(queue, target)
  }

  private keyFix(): NonNullable<CheckStep['fix']> {
    const { region, account } = this.target
    const key = this.arn('').replace(/:sqs:.*/, `:kms:${region}:${account ?? '<account id>'}:key/<key id>`)
    return missingPermission(['kms:GenerateDataKey', 'kms:Decrypt'], key, this.target)
  }
}

const ok = (detail: string): Outcome => ({ state: 'ok', detail })
const baseOf = (queue: string): string => queue.replace(/\.fifo$/, '')

const isKeyProblem = ({ cause }: ChatError): boolean =>
  cause instanceof Error && (cause.name.split('.').at(-1) ?? '').startsWith('Kms')

const ownTags = (installId: string): Record<string, string> => ({
  'chatapp:app': 'ChatAPP',
  'chatapp:owner': installId,
  'chatapp:heartbeat': new Date().toISOString(),
  'chatapp:ttl': '14d'
})

const metricProbe = (functionName: string, end: number) =>
  new GetMetricDataCommand({
    StartTime: new Date(end - LOOK_BACK_MS),
    EndTime: new Date(end),
    MetricDataQueries: [
      {
        Id: 'invocations',
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Invocations',
            Dimensions: [{ Name: 'FunctionName', Value: functionName }]
          },
          Period: 300,
          Stat: 'Sum'
        }
      }
    ]
  })

const logProbe = (functionName: string, end: number) =>
  new FilterLogEventsCommand({
    logGroupName: `/aws/lambda/${functionName}`,
    startTime: end - LOOK_BACK_MS,
    limit: 1
  })
