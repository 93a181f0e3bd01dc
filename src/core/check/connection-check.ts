import type { CheckStep, Destination } from '../../shared/backend-config'
import { toChatError } from '../../shared/to-chat-error'
import type { CloudWatchClients } from '../backends/aws-clients'
import { subjectOf } from '../../shared/backend-words'
import { ChatError } from '../../shared/errors'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import type { Backend } from '../backends/backend'
import { OWNED } from '../backends/response-queue'
import { probeMonitoring } from './connection-check-monitoring'
import {
  checkedActions,
  deniedAction,
  keyActions,
  keyArn,
  keyProblem,
  missingPermission,
  ownedOnly,
  queueArn,
  type PermissionTarget
} from './permissions'
import { POLLS, Trial, askAboutRooms, roomsFound } from './trial'

export interface ConnectionCheckDeps {
  backend: Backend
  installId: string
  /** Told of each step when it begins and when it has ended. */
  step: (step: CheckStep) => void
  /** Where metrics and logs are read, for tests; where the backend says when absent. */
  cloudWatch?: () => CloudWatchClients | null
}

type StepName = CheckStep['step']
type Outcome = Pick<CheckStep, 'state' | 'detail' | 'said'> & Partial<Pick<CheckStep, 'fix' | 'destination'>>

/** AWS: a poll takes at most 10 messages; on a shared queue the others are released after so many seconds. */
const RELEASE_SECONDS = 1

/**
 * Tries each call that a working connection needs, in order, on a queue of the test's own, which is deleted again.
 *
 * A step that fails ends the ones that need it; they are reported as skipped. Nothing is thrown: what went wrong, the
 * missing IAM action and the smallest policy stand in the step.
 */
export class ConnectionCheck {
  private readonly done: CheckStep[] = []
  private target: PermissionTarget = { region: '', account: null, callerArn: null }
  private readonly trial: Trial
  /** The queues that the answer comes on, as a policy names them. */
  private replyQueues: string
  /** The handle of the answer, and how long it took. */
  private answer: { handle: string; ms: number } | null = null
  private broken = false
  /** The call that is under way: the IAM actions that it needs, and the queues that they are for. */
  private calling: { actions: readonly string[]; queue: string } | null = null

  constructor(private readonly deps: ConnectionCheckDeps) {
    const { backend, installId } = deps
    this.trial = new Trial({ backend, installId, name: 'ChatAPP connection test' })
    this.replyQueues = `${baseOf(backend.names.sharedResponseQueue)}-${OWNED}*`
  }

  /** The steps, in their order. */
  private readonly steps: Readonly<Record<StepName, () => Promise<Outcome>>> = {
    destination: async () => this.destination(),
    identity: () => this.identity(),
    'request-queue': () => this.findRequestQueue(),
    'create-response-queue': () => this.createResponseQueue(),
    send: () => this.send(),
    receive: () => this.receive(),
    delete: () => this.delete(),
    reply: async () => this.reply(),
    rooms: () => this.rooms(),
    monitoring: () => this.monitoring()
  }

  async run(): Promise<CheckStep[]> {
    for (const name of Object.keys(this.steps) as StepName[]) await this.step(name)
    if (this.answer === null && !(await this.trial.takeBack().catch(() => false))) this.sayLeft()
    if (this.trial.replyQueue === this.trial.ownQueue) await this.cleanUp()
    return this.done
  }

  private destination(): Outcome {
    const { backend } = this.deps
    const destination = backend.destination()
    if (destination === null) return ok('check.here', { subject: say(subjectOf(backend.kind)) })
    const { region, endpoint, credentials, proxy, authorities } = destination
    const told = sayAll(
      say('check.destination', {
        region: words(region),
        endpoint: words(endpoint),
        credentials: words(credentials)
      }),
      ...(proxy ? [say('check.proxy', { proxy: words(proxy) })] : []),
      ...(authorities ? [say('check.authorities', { authorities: words(authorities) })] : [])
    )
    return { state: 'ok', ...told, destination }
  }

  private async identity(): Promise<Outcome> {
    const { backend } = this.deps
    await backend.signIn()
    if (!backend.capabilities.account)
      return { state: 'skipped', ...say('check.account_needless', { subject: say(subjectOf(backend.kind)) }) }
    const expected = backend.queueAccount()
    this.target = { ...this.target, region: backend.connection().region, account: expected }
    const caller = await backend.identity()
    if (caller === null) return { state: 'skipped', ...say('check.account_unknown') }
    this.target = { ...this.target, callerArn: caller.arn }
    if (expected !== null && expected !== caller.account)
      return {
        state: 'failed',
        ...sayError(new ChatError('account.wrong', { queueAccount: expected, ownAccount: caller.account }))
      }
    this.target = { ...this.target, account: caller.account }
    return ok('check.account', { account: caller.account, arn: caller.arn })
  }

  private async findRequestQueue(): Promise<Outcome> {
    const { backend } = this.deps
    const { requestQueue } = backend.names
    const { findQueue, readDepth } = checkedActions
    await this.call([findQueue], requestQueue, () => backend.gateway().locate(requestQueue))
    const { visible, inFlight } = await this.call([readDepth], requestQueue, () =>
      backend.gateway().depth(requestQueue)
    )
    return ok('check.depth', { queue: requestQueue, visible: String(visible), inFlight: String(inFlight) })
  }

  private async createResponseQueue(): Promise<Outcome> {
    const { backend } = this.deps
    const { sharedResponseQueue } = backend.names
    const actions = [checkedActions.createQueue, checkedActions.tagQueue]
    const ownQueues = this.replyQueues
    try {
      await this.call(actions, ownQueues, () => this.trial.createQueue())
      return ok('check.own_queue')
    } catch (cause) {
      const error = toChatError(cause)
      if (error.code !== 'access_denied' || keyProblem(error) !== null) throw error
      await this.call([checkedActions.findQueue], sharedResponseQueue, () =>
        backend.gateway().locate(sharedResponseQueue)
      )
      this.trial.replyQueue = sharedResponseQueue
      this.replyQueues = sharedResponseQueue
      const missing = deniedAction(error, actions)
      return {
        state: 'warning',
        ...say('check.shared_queue', {
          actions: missing.join(', '),
          queue: ownQueues,
          shared: sharedResponseQueue
        }),
        fix: this.fix(missing, ownQueues)
      }
    }
  }

  private async send(): Promise<Outcome> {
    const { requestQueue } = this.deps.backend.names
    await this.call([checkedActions.send], requestQueue, () => this.trial.send())
    return ok('check.sent', { queue: requestQueue })
  }

  /** The message could not be taken back: who reads the result must know that it may come up later. */
  private sayLeft(): void {
    const at = this.done.findIndex(({ step }) => step === 'send')
    const { requestQueue, deadLetterQueue } = this.deps.backend.names
    const sent = this.done[at]
    if (sent?.state !== 'ok') return
    const told = sayAll(
      say('check.sent', { queue: requestQueue }),
      say('check.left', { queue: requestQueue, deadLetterQueue })
    )
    const left: CheckStep = { ...sent, state: 'warning', ...told }
    this.done[at] = left
    this.deps.step(left)
  }

  private async receive(): Promise<Outcome> {
    const { receive, release } = checkedActions
    for (let poll = 0; poll < POLLS && this.answer === null; poll++) {
      const { handle, foreign } = await this.call([receive], this.replyQueues, () => this.trial.poll())
      if (handle !== null) this.answer = { handle, ms: this.trial.elapsed() }
      if (foreign.length === 0) continue
      await this.call([release], this.replyQueues, () =>
        this.deps.backend.gateway().releaseMessages(this.trial.replyQueue, foreign, RELEASE_SECONDS)
      )
    }
    return ok(this.answer === null ? 'check.nothing_arrived' : 'check.answer_arrived')
  }

  private async delete(): Promise<Outcome> {
    const { answer } = this
    if (answer === null) return { state: 'skipped', ...say('check.nothing_to_delete') }
    await this.call([checkedActions.delete], this.replyQueues, () =>
      this.deps.backend.gateway().deleteMessages(this.trial.replyQueue, [answer.handle])
    )
    return ok('check.answer_deleted')
  }

  private reply(): Outcome {
    const { functionName, requestQueue, deadLetterQueue } = this.deps.backend.names
    if (this.answer !== null) return ok('check.answered', { functionName, ms: String(this.answer.ms) })
    const why = { seconds: POLLS * 20, functionName, requestQueue, deadLetterQueue }
    return { state: 'failed', ...say('check.answer_none', why) }
  }

  /** Rooms are no part of a working connection: whatever is missing for them, it is said, and nothing fails. */
  private async rooms(): Promise<Outcome> {
    const { backend, installId } = this.deps
    const { requestQueue, functionName } = backend.names
    const { replyQueue, ownQueue } = this.trial
    if (replyQueue !== ownQueue) return { state: 'skipped', ...say('check.rooms_shared') }
    const trial = new Trial({ backend, installId, name: 'ChatAPP connection test', ask: askAboutRooms() })
    trial.replyQueue = replyQueue
    await this.call([checkedActions.send], requestQueue, () => trial.send())
    for (let poll = 0; poll < POLLS; poll++) {
      const { handle, room } = await this.call([checkedActions.receive], this.replyQueues, () => trial.poll())
      if (handle === null) continue
      const found = roomsFound(room)
      return found === 'yes'
        ? ok('check.rooms', { ms: String(trial.elapsed()) })
        : { state: 'skipped', ...say(found === 'older' ? 'check.rooms_older' : 'check.rooms_none') }
    }
    return { state: 'warning', ...say('check.rooms_silent', { seconds: POLLS * 20, functionName }) }
  }

  private async monitoring(): Promise<Outcome> {
    const { backend } = this.deps
    const clients = await (this.deps.cloudWatch ?? (() => backend.cloudWatch()))()
    if (clients === null) return { state: 'skipped', ...say('check.aws_only') }
    return await probeMonitoring(clients, backend.names.functionName, this.target)
  }

  private async cleanUp(): Promise<void> {
    try {
      await this.trial.deleteQueue()
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
  private async step(name: StepName): Promise<void> {
    const run = this.steps[name]
    const base = { step: name, title: say(`check.step.${name}`).detail, fix: null }
    this.deps.step({ ...base, state: 'running', detail: '' })
    const ended: CheckStep = { ...base, ...(await this.outcome(run)) }
    if (ended.state === 'failed') this.broken = true
    this.done.push(ended)
    this.deps.step(ended)
  }

  private async outcome(run: () => Promise<Outcome>): Promise<Outcome> {
    if (this.broken) return { state: 'skipped', ...say('check.not_tried') }
    this.calling = null
    try {
      return await run()
    } catch (cause) {
      return this.failure(cause)
    }
  }

  private failure(cause: unknown): Outcome {
    const error = toChatError(cause)
    const failed = { state: 'failed', ...sayError(error) } as const
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
      ...say('check.denied', { actions: missing.join(', '), queue }),
      fix: this.fix(missing, queue)
    }
  }

  private fix(actions: readonly string[], queue: string): NonNullable<CheckStep['fix']> {
    const condition = queue.endsWith('*') && this.target.callerArn !== null ? ownedOnly(actions) : null
    return missingPermission([{ actions, resource: queueArn(queue, this.target), condition }], this.target)
  }
}

const words = ({ value, source, said }: Destination['region']): Told =>
  say('source.value', {
    value: said ? { detail: value, said: said.value } : value,
    source: said ? { detail: source, said: said.source } : source
  })
const ok = (...said: Parameters<typeof say>): Outcome => ({ state: 'ok', ...say(...said) })
const baseOf = (queue: string): string => queue.replace(/\.fifo$/, '')
