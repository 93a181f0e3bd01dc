import type { ChatApp } from '../core/chat-app'
import type { CallArgument } from '../shared/contract'
import { stoppedExitCode } from '../platform/stop'
import { ChatError } from '../shared/errors'
import { answeringPrompts } from './answer-prompts'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, unchanged, withChatApp, findBackend } from './command-context'
import { confirm } from './standard-input'
import { accountOf, backendName } from '../shared/backend-words'
import { followStack, printPlan, type FollowOptions } from './follow-stack'
import { usualAccount } from './usual-account'
import { readTemplate } from '../core/calls/stack'

interface DeployOptions extends ProfileOptions {
  readonly region?: string
  readonly awsProfile?: string
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
    const plan = await answeringPrompts(deps, app, () => call(app, 'stack.plan', input))
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

/** `chatapp remove-stack`: deletes the stack of a backend, with every message in its queues. */
export async function removeStackCommand(
  deps: CliDeps,
  wanted: string,
  options: ProfileOptions & { yes?: boolean; json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
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
  const { region, awsProfile, env, extraPolicy, kmsKey, tag, import: importExisting, ...rest } = options
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
    // What is not said keeps what the stack has.
    options: Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
  }
}

/** `chatapp template`: prints the CloudFormation template with MessageProcessor's code in it, ready to upload. */
export async function templateCommand(deps: CliDeps): Promise<number> {
  deps.out(await readTemplate())
  return exitCodes.done
}
