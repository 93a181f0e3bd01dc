import type { ChatApp } from '../core/chat-app'
import type { StackProgress, StackPlan } from '../shared/backend-config'
import { type CliDeps } from './cli-deps'
import { call } from './command-context'
import { clock } from './message-line'

export interface FollowOptions {
  /** Begins it. */
  readonly begin: () => Promise<StackProgress>
  readonly json: boolean | undefined
  /** Whether Ctrl+C cancels the operation; otherwise it goes on without us. */
  readonly cancels: boolean
}

/** Begins an operation on a stack, prints its events as they come, and resolves with how it ended. */
export async function followStack(
  deps: CliDeps,
  app: ChatApp,
  { begin, json, cancels }: FollowOptions
): Promise<StackProgress> {
  const ended = Promise.withResolvers<StackProgress>()
  let printed = 0
  const off = app.on('stack.progress', (progress) => {
    for (const event of progress.events.slice(printed)) {
      deps.out(json ? JSON.stringify(event) : eventLine(event, progress))
    }
    printed = progress.events.length
    if (progress.state !== 'running' && progress.state !== 'cancelling') ended.resolve(progress)
  })
  const stop = (): void => {
    if (cancels) {
      deps.err('Cancelling; this takes a while. Ctrl+C again leaves it to CloudFormation.')
      call(app, 'stack.cancel', undefined).catch((error: unknown) => {
        deps.err(`chatapp: ${error instanceof Error ? error.message : String(error)}`)
      })
    } else {
      deps.err('CloudFormation cannot stop a deletion; Ctrl+C again leaves it to itself.')
    }
  }
  deps.stop.addEventListener('abort', stop)
  try {
    await begin()
    // Asked before there was anything to cancel.
    if (deps.stop.aborted) stop()
    return await ended.promise
  } finally {
    deps.stop.removeEventListener('abort', stop)
    off()
  }
}

const verbs = { Add: '+', Modify: '~', Remove: '-', Import: '+', Dynamic: '?' } as const

/** What a plan would do, one line a resource; then as whom, where, and what it costs. */
function planLines({ stackName, kind, changes, ...rest }: StackPlan): string[] {
  if (kind === 'unchanged') return [`The stack ${stackName} is up to date.`, ...placeLines(rest)]
  const what = kind === 'create' ? 'New stack' : 'Update of the stack'
  return [
    `${what} ${stackName}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`,
    ...changes.map(changeLine),
    ...placeLines(rest)
  ]
}

const changeLine = ({ action, logicalId, type, replacement }: StackPlan['changes'][number]): string =>
  `  ${verbs[action]} ${logicalId} (${type})${replacement ? replacedWords(type) : ''}`

/** Queues and the log stay beside what replaces them; see UpdateReplacePolicy in the template. */
const replacedWords = (type: string): string =>
  type === 'AWS::SQS::Queue' || type === 'AWS::Logs::LogGroup'
    ? ' is replaced: the old one stays as it is, and nobody looks into it any more'
    : ' is replaced: what it holds is lost'

/** Prints a plan; what it replaces, or takes away, in red where there is colour. */
export function printPlan(deps: Pick<CliDeps, 'out'>, plan: StackPlan): void {
  const lost = plan.changes
    .filter(({ action, replacement }) => replacement || action === 'Remove')
    .map((change) => changeLine(change))
  for (const line of planLines(plan)) deps.out(line, lost.includes(line) ? 'red' : undefined)
}

function placeLines({ region, caller, price }: Pick<StackPlan, 'region' | 'caller' | 'price'>): string[] {
  const { idle, busy, rooms, messages, readOn } = price
  const many = `${messages.toLocaleString('en')} messages`
  return [
    caller ? `Account ${caller.account}, as ${caller.arn}, in ${region}.` : `In ${region}.`,
    `About ${usd(idle.listed)} a month idle, ${usd(busy.listed)} with ${many}; ${usd(idle.withAllowances)} and ` +
      `${usd(busy.withAllowances)} while the account has its free allowances (AWS's list prices in us-east-1, ${readOn}).`,
    `${many} in rooms of ${rooms.members} come to ${usd(rooms.listed)}; their table costs nothing before there are rooms.`
  ]
}

const usd = (dollars: number): string => `$${dollars.toFixed(2)}`

/** One event of an operation, with how far it is. */
const eventLine = (event: StackProgress['events'][number], { done, total }: StackProgress): string =>
  `${clock(event.at)} [${done}/${total}] ${event.logicalId} ${event.status}${event.reason ? `: ${event.reason}` : ''}`
