import type { ChatApp } from '../core/chat-app'
import type { CallArgument, CallOutput } from '../shared/contract'
import { stoppedExitCode } from '../platform/stop'
import { ChatError } from '../shared/errors'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type PlaceOptions, type ProfileOptions } from './cli-deps'
import { call, unchanged, withChatApp, findBackend } from './command-context'
import { confirm } from './standard-input'
import { accountOf, backendName } from '../shared/backend-words'
import { followStack, printPlan, type FollowOptions } from './follow-stack'
import { usualAccount } from './usual-account'
import { readTemplate } from '../core/calls/stack'

interface DeployOptions extends ProfileOptions {
  readonly region?: string
  readonly awsProfile?: string
  readonly endpointUrl?: string
  readonly stackName?: string
  readonly queueName?: string
  readonly functionName?: string
  readonly maximumConcurrency?: number
  readonly logRetentionDays?: number
  readonly alarmEmail?: string
  readonly responseQueueName?: string
  readonly oldClients?: 'refused' | 'allowed'
  readonly functionMemory?: number
  readonly functionTimeout?: number
  readonly env?: Record<string, string>
  readonly extraPolicy?: string[]
  readonly permissionsBoundary?: string
  readonly kmsKey?: string
  readonly concurrencyAlarm?: number
  readonly codeBucket?: string
  readonly tag?: Record<string, string>
  readonly serviceRole?: string
  readonly protect?: boolean
  readonly import?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** `chatapp deploy`: shows what would change, asks, deploys, and talks to the new backend from then on. */
export async function deployCommand(deps: CliDeps, options: DeployOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const input = await planInput(app, options)
    const make = (importExisting = input.options.importExisting) =>
      answeringPrompts(deps, app, () =>
        call(app, 'stack.plan', { ...input, options: { ...input.options, importExisting } })
      )
    let plan = await make()
    const choice = await chooseExisting(deps, app, { plan, asks: !options.yes && !options.json })
    if (choice === 'connected') return exitCodes.done
    if (choice === 'import') plan = await make(true)
    if (options.json) deps.out(JSON.stringify(plan))
    else printPlan(deps, plan)
    const wanted =
      plan.kind === 'unchanged' || options.yes || (await confirm(deps, `Deploy this to ${input.region}?`))
    if (!wanted || deps.stop.aborted) {
      await call(app, 'stack.discard', { planId: plan.planId })
      return unchanged(deps, 'deploys')
    }
    const begin = () => call(app, 'stack.deploy', { planId: plan.planId })
    if (await carryOut(deps, app, { begin, json: options.json, cancels: true })) return exitCodes.done
    return deps.stop.aborted ? stoppedExitCode(deps.stop) : exitCodes.failed
  })
}

/**
 * Offers what is there already: to talk to it as it is, or to take it into the new stack. Throws `conflict` for a queue in
 * the way where nobody can be asked, or wants neither.
 */
async function chooseExisting(
  deps: CliDeps,
  app: ChatApp,
  { plan: { planId, existing, region }, asks }: { plan: CallOutput<'stack.plan'>; asks: boolean }
): Promise<'plan' | 'import' | 'connected'> {
  if (!existing) return 'plan'
  const { kind, name } = existing
  if (asks) {
    deps.err(`There is a ${kind} ${name} in ${region} already, which ChatAPP does not talk to yet.`)
    if (await confirm(deps, 'Connect to it as it is, and change nothing?')) {
      await answeringPrompts(deps, app, () => call(app, 'stack.connect', { planId }))
      deps.err(`ChatAPP now talks to ${name}. "chatapp check" tests it.`)
      return 'connected'
    }
    if (kind === 'queue' && !deps.stop.aborted && (await confirm(deps, 'Take it into the new stack?')))
      return 'import'
  }
  if (kind === 'stack') return 'plan'
  await call(app, 'stack.discard', { planId })
  throw new ChatError('stack.queue_exists', { queue: name, url: existing.url })
}

/** `chatapp remove-stack`: deletes the stack of a backend, with every message in its queues. */
export async function removeStackCommand(
  deps: CliDeps,
  wanted: string,
  options: ProfileOptions & PlaceOptions & { yes?: boolean; json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, elsewhere: options }, async (app) => {
    const { backends } = await call(app, 'backends.list', undefined)
    const backend = findBackend(backends, wanted)
    if (!backend) {
      throw new ChatError('backend.not_listed', { id: wanted })
    }
    const stack = `${accountOf(backend)?.stackName ?? 'of'} ${backendName(backend)}`
    const question = `Delete the stack ${stack}, with its queues, every message in them and the function?`
    if (!options.yes && !(await confirm(deps, question))) return unchanged(deps, 'deletes')
    const begin = () => call(app, 'stack.remove', { backendId: backend.id })
    const done = await carryOut(deps, app, { begin, json: options.json, cancels: false })
    return done ? exitCodes.done : exitCodes.failed
  })
}

/** Follows an operation to its end and says how it ended; true when it was done. */
async function carryOut(deps: CliDeps, app: ChatApp, operation: FollowOptions): Promise<boolean> {
  const { state, detail } = await answeringPrompts(deps, app, () => followStack(deps, app, operation))
  deps.err(state === 'done' ? detail : `chatapp: ${detail}`)
  return state === 'done'
}

async function planInput(app: ChatApp, options: DeployOptions): Promise<CallArgument<'stack.plan'>> {
  const {
    region,
    awsProfile,
    endpointUrl,
    env,
    extraPolicy,
    kmsKey,
    tag,
    import: importExisting,
    ...rest
  } = options
  const { profile: _profile, dataDir: _dataDir, yes: _yes, json: _json, ...same } = rest
  const named = {
    ...same,
    handlerEnvironment: env,
    extraPolicies: extraPolicy,
    kmsKeyArn: kmsKey,
    tags: tag,
    importExisting
  }
  return {
    ...(await usualAccount(app, { region, awsProfile })),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    // What is not said keeps what the stack has.
    options: Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
  }
}

/** `chatapp template`: prints the CloudFormation template with MessageProcessor's code in it, ready to upload. */
export async function templateCommand(deps: CliDeps): Promise<number> {
  deps.out(await readTemplate())
  return exitCodes.done
}
