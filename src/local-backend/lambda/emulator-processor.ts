import { setInterval } from 'node:timers'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { trustAuthorities } from '../../platform/trusted-authorities'
import { systemClock } from '../../shared/clock'
import { awsJsonError } from '../protocol/aws-json-error'
import type { BackendTemplate } from '../protocol/backend-template'
import { LEASE_MS, type EmulatorLease, type EmulatorPlace } from '../protocol/emulator-protocol'
import type { WireAnswer } from '../protocol/lambda-protocol'
import { CONTENT_TYPE, SQS_TARGET, type QueueCall } from '../sqs/queue-service'
import { createEmulatorClient } from '../sqs/sqs-client'
import { clientCall } from './client-call'
import { ensureEmulatorQueues } from './emulator-queues'
import { errorCodeOf } from './ensure-queues'
import { EventSourceMapping } from './event-source-mapping'
import { LambdaRunner, type LambdaRunnerOptions } from './lambda-runner'

export type EmulatorProcessorOptions = Pick<LambdaRunnerOptions, 'bundleFile' | 'workerFile' | 'log'> & {
  template: BackendTemplate
  /** What Lambda puts into the function's environment at such a place. */
  environmentAt: (place: EmulatorPlace) => Readonly<Record<string, string>>
  /** Takes what the mapping has to say. */
  mappingLog: (line: string) => void
}

/** The processor at one emulator. */
interface AtWork {
  readonly call: QueueCall
  readonly clients: readonly SQSClient[]
  readonly runner: LambdaRunner
  readonly mapping: Promise<EventSourceMapping>
  /** Until when each holder needs it, by the process's own clock. */
  readonly holders: Map<string, number>
}

/** A poll that is under way is waited for when the processor leaves, in seconds. */
const POLL_SECONDS = 2
const LOOK_MS = 5000

/**
 * The event source mapping and the function of this computer at the queues of emulators, which run no function.
 *
 * It works at a place as long as somebody asks for it every so often, and leaves when nobody does: a host that was killed
 * leaves no processor behind. Two that ask for the same place share one.
 */
export class EmulatorProcessor {
  private readonly places = new Map<string, AtWork>()
  private readonly leaving = new Set<Promise<void>>()
  private readonly timer = setInterval(() => this.look(), LOOK_MS)

  constructor(private readonly options: EmulatorProcessorOptions) {
    this.timer.unref()
  }

  /** Stays at a place for `LEASE_MS` from now on. Rejects where its queues cannot be had. */
  async hold({ holder, place }: EmulatorLease): Promise<void> {
    if (place.authority !== undefined) trustAuthorities([place.authority])
    const key = keyOf(place)
    const known = this.places.get(key)
    const work = known ?? this.start(place)
    work.holders.set(holder, systemClock.elapsed() + LEASE_MS)
    if (!known) this.places.set(key, work)
    try {
      await ensureEmulatorQueues(this.options.template, work.call)
      await work.mapping
    } catch (error) {
      if (!known && this.places.get(key) === work) this.places.delete(key)
      if (!known) await this.leave(work)
      throw error
    }
  }

  /** Needs it no longer. */
  release({ holder, place }: EmulatorLease): void {
    this.places.get(keyOf(place))?.holders.delete(holder)
    this.look()
  }

  /** Leaves every place; resolves when no batch is in flight any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer)
    for (const [key, work] of this.places) this.end(key, work)
    await Promise.all(this.leaving)
  }

  private look(): void {
    const now = systemClock.elapsed()
    for (const [key, work] of this.places) {
      for (const [holder, until] of work.holders) if (until < now) work.holders.delete(holder)
      if (work.holders.size === 0) this.end(key, work)
    }
  }

  private end(key: string, work: AtWork): void {
    this.places.delete(key)
    const left = this.leave(work).finally(() => this.leaving.delete(left))
    this.leaving.add(left)
  }

  private async leave({ mapping, runner, clients }: AtWork): Promise<void> {
    await mapping.then((one) => one.stop()).catch(() => {})
    await runner.stop()
    for (const client of clients) client.destroy()
  }

  private start(place: EmulatorPlace): AtWork {
    const { template, bundleFile, workerFile, log, environmentAt, mappingLog } = this.options
    const [poller, sender] = [createEmulatorClient(place), createEmulatorClient(place)]
    const call = clientCall(sender)
    const poll = clientCall(poller)
    // There is no table of rooms.
    const { ROOMS_TABLE: _, ...environment } = template.lambda.environment
    const runner = new LambdaRunner({
      lambda: { ...template.lambda, environment },
      bundleFile,
      workerFile,
      runtimeEnvironment: environmentAt(place),
      answer: ({ target, body }) => answerBy(call, target.slice(SQS_TARGET.length), body),
      log
    })
    const mapping = ensureEmulatorQueues(template, call).then(async ({ arn }) => {
      const one = new EventSourceMapping({
        source: { arn, region: place.region },
        settings: template.mapping,
        provision: async () => (await ensureEmulatorQueues(template, call)).url,
        call: (action, body) => (action === 'ReceiveMessage' ? poll : call)(action, body),
        invoke: runner.invoke,
        log: (line) => mappingLog(`${place.endpoint}: ${line}`),
        waitSeconds: POLL_SECONDS
      })
      await one.start()
      return one
    })
    mapping.catch(() => {})
    return { call, clients: [poller, sender], runner, mapping, holders: new Map() }
  }
}

/** One function for whoever signs with the same key: the keys of an emulator are its accounts. */
const keyOf = ({ endpoint, region, accessKeyId }: EmulatorPlace): string =>
  JSON.stringify([endpoint, region, accessKeyId])

/** Answers a call of the function as the emulator answers it. */
async function answerBy(call: QueueCall, action: string, body: string): Promise<WireAnswer> {
  try {
    const output = await call(action, JSON.parse(body) as Record<string, unknown>)
    return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) }
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500
    const message = error instanceof Error ? error.message : String(error)
    const told = awsJsonError(errorCodeOf(error), message, status)
    return { ...told, body: JSON.stringify(told.body) }
  }
}
