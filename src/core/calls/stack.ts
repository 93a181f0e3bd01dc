import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CredentialSource, StackProgress } from '../../shared/backend-config'
import { accountOf } from '../../shared/backend-words'
import type { Handlers } from '../../shared/contract'
import { clientSettings } from '../../shared/client-target'
import { assertEndpoint } from '../../shared/queue-address'
import { ChatError } from '../../shared/errors'
import type { BackendStore } from '../store/backend-store'
import type { Log } from '../../platform/log'
import { pause } from '../../platform/pause'
import { toChatError } from '../../shared/to-chat-error'
import {
  clientTarget,
  endpointOf,
  endpointToKeep,
  surroundings,
  type AwsService,
  type Chosen
} from '../credentials/aws-destination'
import type { AwsCredentialProvider, CredentialBroker } from '../credentials/credential-broker'
import type { KeyVault } from '../credentials/key-vault'
import type { CredentialPrompts } from '../credentials/credential-prompts'
import type { StackService, StackTarget } from '../stack/stack-service'

interface PatientCredentialsDeps {
  broker: Pick<CredentialBroker, 'provider' | 'onReady'>
  prompts: Pick<CredentialPrompts, 'list'>
}

export interface StackCallsDeps extends PatientCredentialsDeps {
  store: Pick<BackendStore, 'list' | 'save' | 'activate' | 'remove'>
  broker: PatientCredentialsDeps['broker'] & Pick<CredentialBroker, 'forget'>
  vault: Pick<KeyVault, 'adopt' | 'forget'>
  /** Runs work during which this host may put questions to the user. */
  asking: <T>(work: () => Promise<T>) => Promise<T>
  progress: (progress: StackProgress) => void
  log: Log
}

type StackCalls = Extract<keyof Handlers, `stack.${string}`>

/** The calls that deploy to an AWS account, on the profile's backends and credentials. */
export function createStackHandlers(deps: StackCallsDeps): {
  handlers: Pick<Handlers, StackCalls>
  stop: () => Promise<void>
} {
  const { asking } = deps
  let loading: Promise<StackService> | undefined
  let stopped = false
  const stacks = (): Promise<StackService> => (loading ??= loadStacks(deps, () => stopped))
  /** A sign-in may end in the middle of an operation; until it has ended, the user may be asked for another. */
  const following = async (begun: Promise<StackProgress>): Promise<StackProgress> => {
    const progress = await begun
    void asking(async () => await (await stacks()).settled())
    return progress
  }
  /** Credentials that were refused, or a question that was declined, are looked for anew at the next try. */
  const renewing = async <T>(backendId: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await asking(work)
    } catch (error) {
      if (toChatError(error).code === 'credentials') deps.broker.forget(backendId, { ask: true })
      throw error
    }
  }
  return {
    handlers: {
      'stack.plan': async ({ region, credentials, endpoint, options }) => {
        if (endpoint !== undefined) assertEndpoint(endpoint, 'endpoint')
        const service = await stacks()
        const place = { region, credentials, ...(endpoint !== undefined && { endpoint }) }
        const backendId = service.backendIdOf(options.stackName, place)
        return await renewing(backendId, () => service.plan(place, options))
      },
      'stack.connect': async ({ planId }) => ({
        backendId: await asking(async () => await (await stacks()).connectExisting(planId))
      }),
      'stack.discard': async ({ planId }) => (await (await stacks()).discard(planId), null),
      'stack.deploy': async ({ planId }) =>
        await following(asking(async () => await (await stacks()).deploy(planId))),
      'stack.remove': async ({ backendId }) =>
        await following(renewing(backendId, async () => await (await stacks()).remove(backendId))),
      'stack.cancel': async () => await (await stacks()).cancel(),
      'stack.progress': async () => (await loading)?.progress() ?? null
    },
    stop: async () => {
      stopped = true
      await (await loading)?.stop()
    }
  }
}

/** What deploys takes long to load and is seldom wanted, so it is loaded for the first call of it. */
async function loadStacks(deps: StackCallsDeps, stopped: () => boolean): Promise<StackService> {
  const [{ StackService }, { CodeBucket }, { createCloudFormationClient, callerOf, queueUrlOf }] =
    await Promise.all([
      import('../stack/stack-service'),
      import('../stack/code-bucket'),
      import('../backends/aws-clients')
    ])
  const { store, vault } = deps
  const endpointOfStack = ({ backendId, endpoint }: StackTarget): string | null =>
    endpoint ?? accountOf(store.list().backends.find(({ id }) => id === backendId))?.endpoint ?? null
  const clientOf = (service: AwsService, target: StackTarget) => {
    const { region, credentials, backendId } = target
    return {
      ...settingsOf(service, { region, credentials, endpoint: endpointOfStack(target) }),
      credentials: patientCredentials(deps, credentials, { region, backendId })
    }
  }
  const service = new StackService({
    cloudFormation: (target) => createCloudFormationClient(clientOf('CloudFormation', target)),
    caller: async (target) => {
      const caller = await callerOf({ ...clientOf('STS', target), maxAttempts: 1 }).catch(() => null)
      return caller?.account ? { account: caller.account, arn: caller.arn } : null
    },
    queueUrl: async (target, name) =>
      await queueUrlOf({ ...clientOf('SQS', target), maxAttempts: 1 }, name).catch(() => null),
    endpointFor: (place) => {
      const chosen = { ...place, endpoint: place.endpoint ?? null }
      const around = surroundings()
      return { endpoint: endpointOf('SQS', chosen, around).value, keep: endpointToKeep(chosen, around) }
    },
    template: readTemplate,
    code: () => readBuilt('lambda/index.js'),
    codeBucket: (target, account) => {
      const { credentials } = clientOf('S3', target)
      const { region } = target
      const chosen = { region, credentials: target.credentials, endpoint: endpointOfStack(target) }
      const endpoint = endpointOf('S3', chosen, surroundings()).value
      return new CodeBucket({ endpoint, region, account, credentials })
    },
    backends: () => store.list().backends,
    deployed: async (backend) => {
      const isNew = !store.list().backends.some(({ id }) => id === backend.id)
      if (isNew && backend.credentials.type === 'keys') await vault.adopt(backend.id)
      store.save(backend)
      deps.broker.forget(backend.id, { ask: true })
      store.activate(backend.id)
    },
    removed: async (id) => {
      store.remove(id)
      vault.forget(id)
    },
    emit: deps.progress,
    log: deps.log,
    now: Date.now,
    pause
  })
  if (stopped()) await service.stop()
  return service
}

/**
 * Credentials for work that the user waits for: while a question about them stands open, it waits for the answer.
 *
 * The message engine must not wait like that, so the broker itself fails at once.
 */
export function patientCredentials(
  { broker, prompts }: PatientCredentialsDeps,
  source: CredentialSource,
  target: { region: string; backendId: string }
): AwsCredentialProvider {
  const provide = broker.provider(source, target.region, target.backendId)
  const isAsked = (): boolean => prompts.list().some(({ backendId }) => backendId === target.backendId)
  const patiently = async () => {
    const ready = Promise.withResolvers<void>()
    const off = broker.onReady((backendId) => {
      if (backendId === target.backendId) ready.resolve()
    })
    try {
      return await provide()
    } catch (error) {
      if (toChatError(error).code !== 'credentials' || !isAsked()) throw error
      await ready.promise
      return await provide()
    } finally {
      off()
    }
  }
  return Object.assign(patiently, { memoized: true as const })
}

const settingsOf = (service: AwsService, { region, credentials, endpoint }: Chosen) =>
  clientSettings(clientTarget(service, { region, credentials, endpoint }, surroundings()))

/** The template as the build wrote it, with MessageProcessor's code in it: `out/backend.template`. */
export const readTemplate = (): Promise<string> => readBuilt('backend.template')

async function readBuilt(name: string): Promise<string> {
  // The build may put this file into a folder of chunks below out/main.
  const candidates = ['..', '../..', '../../../out'].map((step) => join(import.meta.dirname, step, name))
  const found = candidates.find((file) => existsSync(file))
  if (found) return await readFile(found, 'utf8')
  throw new ChatError('build.no_template')
}
