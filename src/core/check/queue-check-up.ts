import type { CheckUpFinding } from '../../shared/contract'
import { say, sayAll, sayError, type SaidKey, type Told } from '../../shared/said'
import type { AwsCommands } from './aws-commands'
import { missingPermission, type PermissionTarget } from './permissions'
import type { QueueFacts, Read, TriggerFacts } from './queue-facts'
import { openPolicy } from './queue-policy'

/** What is known, and what finds go out with. */
export interface CheckUp {
  readonly facts: QueueFacts
  readonly commands: AwsCommands
  readonly target: PermissionTarget
  /** Whether ChatAPP itself reads this queue's messages, and sets aside what it cannot read. */
  readonly ofOurReplies: boolean
}

type Found = Pick<CheckUpFinding, 'state'> & { readonly told: Told; readonly command?: string | null }
type Check = (up: CheckUp) => readonly (Found | NotRead)[]
interface NotRead {
  readonly state: 'unknown'
  readonly unread: Read<unknown> & { ok: false }
}

/** AWS: messages are to be hidden for six times as long as the function may run, and as long as a batch is waited for. */
const SIX = 6

/** AWS: fewer attempts lose messages to throttling. */
const LEAST_ATTEMPTS = 5

/** AWS: the longest that a queue keeps a message, in seconds. */
const LONGEST = 1_209_600

const lambdaDocs = 'https://docs.aws.amazon.com/lambda/latest/dg/'
const sqsDocs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/'

const ok = (told: Told): Found => ({ state: 'ok', told })
const skipped = (told: Told): Found => ({ state: 'skipped', told })
const bad = (state: 'warning' | 'problem', told: Told, command: string | null = null): Found => ({
  state,
  told,
  command
})
const unread = (read: Read<unknown>): NotRead[] => (read.ok ? [] : [{ state: 'unknown', unread: read }])

/** A check of each function that takes from the queue. */
const ofTriggers =
  (check: (trigger: TriggerFacts, up: CheckUp) => Found | NotRead): Check =>
  (up) => {
    const { triggers } = up.facts
    if (!triggers.ok) return unread(triggers)
    if (triggers.value.length === 0) return [skipped(say('checkup.no_function'))]
    return triggers.value.map((trigger) => check(trigger, up))
  }

const attribute = ({ facts: { attributes } }: CheckUp, name: string): string | null =>
  attributes.ok ? (attributes.value[name] ?? null) : null

const days = (seconds: number): string => {
  const inDays = seconds / 86_400
  return inDays >= 1 ? `${Math.round(inDays * 10) / 10} d` : `${Math.round((seconds / 3600) * 10) / 10} h`
}

const trigger = ofTriggers(({ enabled, functionName, id }, { commands }) =>
  enabled
    ? ok(say('checkup.trigger.ok', { functionName }))
    : bad('problem', say('checkup.trigger.off', { functionName }), id && commands.enable(id))
)

const visibility = ofTriggers(({ timeoutSeconds: timeout, windowSeconds, functionName }, up) => {
  const { attributes, queue } = up.facts
  if (!attributes.ok) return { state: 'unknown', unread: attributes }
  if (!timeout.ok) return { state: 'unknown', unread: timeout }
  const hidden = Number(attribute(up, 'VisibilityTimeout') ?? 30)
  const advised = SIX * timeout.value
  const words = { hidden, timeout: timeout.value, advised, functionName }
  if (hidden >= advised) return ok(say('checkup.visibility.ok', words))
  const command = up.commands.setAttributes(queue.name, {
    VisibilityTimeout: String(advised + windowSeconds)
  })
  return hidden < timeout.value
    ? bad('problem', say('checkup.visibility.shorter', words), command)
    : bad('warning', say('checkup.visibility.short', words), command)
})

const batchWindow = ofTriggers(({ windowSeconds, timeoutSeconds: timeout, functionName }, up) => {
  const { attributes, queue } = up.facts
  if (windowSeconds === 0) return ok(say('checkup.window.none', { functionName }))
  if (!attributes.ok) return { state: 'unknown', unread: attributes }
  if (!timeout.ok) return { state: 'unknown', unread: timeout }
  const hidden = Number(attribute(up, 'VisibilityTimeout') ?? 30)
  const advised = SIX * timeout.value + windowSeconds
  const words = { window: windowSeconds, hidden, advised }
  return hidden >= advised
    ? ok(say('checkup.window.ok', words))
    : bad(
        'warning',
        say('checkup.window.long', words),
        up.commands.setAttributes(queue.name, { VisibilityTimeout: String(advised) })
      )
})

const attempts: Check = ({ facts: { attributes, redrive, queue }, commands }) => {
  if (!attributes.ok) return unread(attributes)
  if (!redrive) return [skipped(say('checkup.no_dead_letters'))]
  const { maxReceiveCount: count, target } = redrive
  const words = { count, dead: target.name, advised: LEAST_ATTEMPTS }
  if (count >= LEAST_ATTEMPTS) return [ok(say('checkup.attempts.ok', words))]
  const arn = (attributes.value['RedrivePolicy'] ?? '').match(/arn:[^"]+/)?.[0] ?? ''
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: String(LEAST_ATTEMPTS) })
  return [
    bad('warning', say('checkup.attempts.few', words), commands.setAttributes(queue.name, { RedrivePolicy }))
  ]
}

const deadLetters: Check = ({ facts, commands, ofOurReplies }) => {
  const { attributes, redrive, sources, triggers, queue, arn } = facts
  if (!attributes.ok) return unread(attributes)
  if (redrive) {
    const { target, attributes: found } = redrive
    const dead = { dead: target.name }
    if (found.ok) return [ok(say('checkup.dead.ok', dead))]
    if (found.error.code === 'queue_missing')
      return [bad('problem', say('checkup.dead.gone', dead), commands.addDeadLetters(queue.name, arn))]
    return unread(found)
  }
  if (ofOurReplies) return [skipped(say('checkup.dead.ours'))]
  if (sources.ok && sources.value.length > 0)
    return [skipped(say('checkup.dead.is_one', { sources: sources.value.join(', ') }))]
  if (!sources.ok) return unread(sources)
  const kept = days(Number(attributes.value['MessageRetentionPeriod'] ?? 345_600))
  const isRead = triggers.ok && triggers.value.length > 0
  return [
    bad(
      isRead ? 'problem' : 'warning',
      say('checkup.dead.none', { kept }),
      commands.addDeadLetters(queue.name, arn)
    )
  ]
}

const retention: Check = ({ facts: { attributes, redrive }, commands }) => {
  if (!attributes.ok) return unread(attributes)
  if (!redrive) return [skipped(say('checkup.no_dead_letters'))]
  if (!redrive.attributes.ok) return unread(redrive.attributes)
  const own = Number(attributes.value['MessageRetentionPeriod'] ?? 345_600)
  const dead = Number(redrive.attributes.value['MessageRetentionPeriod'] ?? 345_600)
  const words = { kept: days(own), deadKept: days(dead), dead: redrive.target.name }
  if (dead > own || dead === LONGEST) return [ok(say('checkup.retention.ok', words))]
  const command = commands.setAttributes(redrive.target.name, { MessageRetentionPeriod: String(LONGEST) })
  return [bad(dead < own ? 'problem' : 'warning', say('checkup.retention.short', words), command)]
}

const partial = ofTriggers(({ reportsFailures, batchSize, functionName, id }, { commands }) => {
  if (reportsFailures) return ok(say('checkup.partial.ok', { functionName }))
  if (batchSize === 1) return ok(say('checkup.partial.single', { functionName }))
  return bad(
    'warning',
    say('checkup.partial.off', { functionName, batchSize }),
    id && commands.reportFailures(id)
  )
})

const encryption: Check = (up) => {
  const { attributes, queue } = up.facts
  if (!attributes.ok) return unread(attributes)
  const key = attribute(up, 'KmsMasterKeyId')
  if (key) return [ok(say('checkup.encryption.key', { key }))]
  const managed = attribute(up, 'SqsManagedSseEnabled')
  if (managed === 'true') return [ok(say('checkup.encryption.ok'))]
  if (managed === null) return [{ state: 'unknown', told: say('checkup.encryption.not_told') }]
  const command = up.commands.setAttributes(queue.name, { SqsManagedSseEnabled: 'true' })
  return [bad('warning', say('checkup.encryption.none'), command)]
}

const policy: Check = (up) => {
  const { attributes, queue, arn } = up.facts
  if (!attributes.ok) return unread(attributes)
  const open = openPolicy(attribute(up, 'Policy') ?? '', arn.split(':')[4] ?? '')
  if (open === null) return [ok(say('checkup.policy.ok'))]
  if (open === 'unreadable') return [{ state: 'unknown', told: say('checkup.policy.unreadable') }]
  const command = up.commands.setAttributes(queue.name, { Policy: open.closed })
  return [bad('problem', say('checkup.policy.open', { actions: open.actions.join(', ') }), command)]
}

const fifo: Check = (up) => {
  const { attributes, queue, oldestMs, redrive, arn } = up.facts
  if (!queue.name.endsWith('.fifo')) return [skipped(say('checkup.fifo.standard'))]
  if (!attributes.ok) return unread(attributes)
  const waiting = Number(attribute(up, 'ApproximateNumberOfMessages') ?? 0)
  const inFlight = Number(attribute(up, 'ApproximateNumberOfMessagesNotVisible') ?? 0)
  if (waiting === 0 || inFlight === 0) return [ok(say('checkup.fifo.ok', { waiting, inFlight }))]
  if (!oldestMs.ok) return unread(oldestMs)
  const hidden = Number(attribute(up, 'VisibilityTimeout') ?? 30)
  const seconds = Math.round((oldestMs.value ?? 0) / 1000)
  const words = { waiting, inFlight, seconds, hidden }
  if (seconds <= hidden) return [ok(say('checkup.fifo.busy', words))]
  if (redrive) {
    const within = Math.ceil((hidden * redrive.maxReceiveCount) / 60)
    return [bad('warning', say('checkup.fifo.blocked', { ...words, within, dead: redrive.target.name }))]
  }
  return [bad('problem', say('checkup.fifo.stuck', words), up.commands.addDeadLetters(queue.name, arn))]
}

const concurrency = ofTriggers((one, { commands }) => {
  const { reserved, throttles, maximumConcurrency: limit, functionName, functionArn, id } = one
  if (!reserved.ok) return { state: 'unknown', unread: reserved }
  const calls = reserved.value
  if (calls === 0)
    return bad(
      'problem',
      say('checkup.concurrency.zero', { functionName }),
      commands.freeConcurrency(functionArn.split(':').slice(0, 7).join(':'))
    )
  if (calls !== null && (limit ?? Infinity) > calls)
    return bad(
      'warning',
      limit === null
        ? say('checkup.concurrency.no_limit', { functionName, calls })
        : say('checkup.concurrency.over', { functionName, calls, limit }),
      id && calls >= 2 ? commands.limitConcurrency(id, calls) : null
    )
  if (!throttles.ok) return { state: 'unknown', unread: throttles }
  const count = Math.round(throttles.value)
  if (count === 0) return ok(say('checkup.concurrency.ok', { functionName }))
  return bad(
    'warning',
    say('checkup.concurrency.throttled', { functionName, count }),
    id && limit === null ? commands.limitConcurrency(id, 10) : null
  )
})

/** What is checked, in its order, each with the page of AWS's documentation that says why. */
const checks: readonly (readonly [CheckUpFinding['check'], SaidKey, string, Check])[] = [
  ['trigger', 'checkup.title.trigger', `${lambdaDocs}with-sqs.html`, trigger],
  ['visibility', 'checkup.title.visibility', `${lambdaDocs}services-sqs-configure.html`, visibility],
  ['batch-window', 'checkup.title.batch-window', `${lambdaDocs}services-sqs-configure.html`, batchWindow],
  ['attempts', 'checkup.title.attempts', `${lambdaDocs}services-sqs-configure.html`, attempts],
  ['dead-letters', 'checkup.title.dead-letters', `${sqsDocs}sqs-dead-letter-queues.html`, deadLetters],
  [
    'retention',
    'checkup.title.retention',
    `${sqsDocs}setting-up-dead-letter-queue-retention.html`,
    retention
  ],
  ['partial-batch', 'checkup.title.partial-batch', `${lambdaDocs}services-sqs-errorhandling.html`, partial],
  ['encryption', 'checkup.title.encryption', `${sqsDocs}sqs-server-side-encryption.html`, encryption],
  ['policy', 'checkup.title.policy', `${sqsDocs}sqs-security-best-practices.html`, policy],
  ['fifo', 'checkup.title.fifo', `${sqsDocs}FIFO-queues-understanding-logic.html`, fifo],
  ['concurrency', 'checkup.title.concurrency', `${lambdaDocs}services-sqs-scaling.html`, concurrency]
]

/** What a check-up of a queue finds. What could not be read is said as such, with the permission that it takes. */
export function checkUp(up: CheckUp): CheckUpFinding[] {
  return checks.flatMap(([check, called, source, run]) =>
    run(up).map((found): CheckUpFinding => {
      const title = say(called)
      const common = { check, title: title.detail, titleSaid: title.said, source }
      if (!('unread' in found)) {
        const { state, told, command = null } = found
        return { ...common, state, ...told, command, fix: null }
      }
      const { error, permission } = found.unread
      if (error.code !== 'access_denied')
        return {
          ...common,
          state: 'unknown',
          ...sayAll(say('checkup.unread'), sayError(error)),
          command: null,
          fix: null
        }
      const told = say('checkup.denied', { actions: permission.actions.join(', ') })
      return {
        ...common,
        state: 'unknown',
        ...told,
        command: null,
        fix: missingPermission([permission], up.target)
      }
    })
  )
}
