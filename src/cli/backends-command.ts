import { stoppedExitCode } from '../platform/stop'
import type { CallOutput } from '../shared/contract'
import { randomUUID } from 'node:crypto'
import {
  queueNameSchema,
  type BackendChoices,
  type BackendConfig,
  type ResponseQueueInfo
} from '../shared/backend-config'
import { answeringPrompts } from './answer-prompts'
import { runCheck } from './check-command'
import { exitCodes, type CliDeps, type PlaceOptions, type ProfileOptions } from './cli-deps'
import { call, withChatApp, findBackend } from './command-context'
import { usualAccount } from './usual-account'
import { accountOf, backendName, isProtectedKind, placeOfBackend, queueNameOf } from '../shared/backend-words'

interface ConnectOptions extends ProfileOptions {
  readonly region?: string
  readonly queue: string
  readonly awsProfile?: string
  readonly name?: string
  readonly endpoint?: string
  /** The same, as the AWS CLI calls it. */
  readonly endpointUrl?: string
  readonly dlq?: string
  readonly function?: string
  readonly json?: boolean
}

/** `chatapp backends`: what this profile can talk to, with a mark at what it does talk to. */
export async function backendsCommand(
  deps: CliDeps,
  options: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { activeId, backends, choices } = await call(app, 'backends.list', undefined)
    for (const backend of backends) {
      const [active, chosen] = [backend.id === activeId, choices[backend.id]]
      deps.out(
        options.json
          ? JSON.stringify({ ...backend, ...chosen, active })
          : `${active ? '●' : '○'} ${lineOf(backend)}${wordsOf(backend, chosen)}`
      )
    }
    return exitCodes.done
  })
}

interface ChooseOptions extends ProfileOptions {
  readonly colour?: BackendChoices['colour']
  readonly protected?: 'on' | 'off'
  readonly queueDesk?: BackendChoices['queueDesk']
  readonly agents?: BackendChoices['agents']
  readonly json?: boolean
}

/** `chatapp backends set`: changes what is named of a backend's choices, and prints it as it is then. */
export async function chooseCommand(deps: CliDeps, wanted: string, options: ChooseOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { backends } = await call(app, 'backends.list', undefined)
    const found = findBackend(backends, wanted)
    const { colour, queueDesk, agents } = options
    const chosen = await call(app, 'backends.choose', {
      id: found?.id ?? wanted,
      ...(colour && { colour }),
      ...(options.protected && { protected: options.protected === 'on' }),
      ...(queueDesk && { queueDesk }),
      ...(agents && { agents })
    })
    deps.out(
      options.json
        ? JSON.stringify({ id: found?.id ?? wanted, ...chosen })
        : `${found ? backendName(found) : wanted}: ${chosen.colour}, ${chosen.protected ? 'protected' : 'not protected'}, queue desk ${chosen.queueDesk}, agents ${chosen.agents}`
    )
    return exitCodes.done
  })
}

/** `chatapp connect`: adds an AWS backend, tests it, and talks to it from then on if the test passed. */
export async function connectCommand(deps: CliDeps, options: ConnectOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { backends } = await call(app, 'backends.list', undefined)
    const { region, credentials } = await usualAccount(app, options)
    const name = options.name ?? `${options.awsProfile ?? 'AWS'} ${region}`
    const known = accountOf(backends.find((backend) => accountOf(backend)?.name === name))
    const saved = await call(app, 'backends.save', {
      // What is not named stays as it is: a stack that it was deployed as, names of its own.
      ...(known ?? { deadLetterQueue: deadLetterQueueOf(options.queue) }),
      id: known?.id ?? randomUUID(),
      kind: 'aws',
      name,
      region,
      credentials,
      requestQueue: options.queue,
      endpoint: options.endpointUrl ?? options.endpoint ?? null,
      ...(options.dlq === undefined ? {} : { deadLetterQueue: options.dlq }),
      ...(options.function === undefined ? {} : { functionName: options.function })
    })
    return await answeringPrompts(deps, app, async () => {
      const passed = await runCheck(deps, app, { id: saved.id, json: options.json ?? false })
      if (!passed) {
        deps.err(`"${name}" is saved but not used yet. Correct what failed, then: chatapp use "${name}"`)
        return exitCodes.failed
      }
      await call(app, 'backends.activate', { id: saved.id })
      deps.err(`ChatAPP now talks to ${name}.`)
      return exitCodes.done
    })
  })
}

/** `chatapp use`: talks to another backend from now on; an open window follows. */
export async function useCommand(deps: CliDeps, wanted: string, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { backends } = await call(app, 'backends.list', undefined)
    const found = findBackend(backends, wanted)
    await call(app, 'backends.activate', { id: found?.id ?? wanted })
    deps.err(`ChatAPP now talks to ${found ? backendName(found) : wanted}.`)
    return exitCodes.done
  })
}

/**
 * `chatapp sweep`: lists the response queues that installations left behind; deletes the stale ones with `--yes`, some
 * hundred at a time. Stopped in between, it says where to go on.
 */
export async function sweepCommand(
  deps: CliDeps,
  options: ProfileOptions & PlaceOptions & { yes?: boolean; json?: boolean; next?: string }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, elsewhere: options }, async (app) => {
    return await answeringPrompts(deps, app, async () => {
      let [seen, stale, deleted] = [0, 0, 0]
      for (let next: string | null = options.next ?? null; ;) {
        const page: CallOutput<'responseQueues.page'> = await call(app, 'responseQueues.page', { next })
        for (const queue of page.queues) deps.out(options.json ? JSON.stringify(queue) : queueLine(queue))
        const names = page.queues.filter((queue) => queue.stale).map(({ name }) => name)
        seen += page.queues.length
        stale += names.length
        if (options.yes && names.length > 0)
          deleted += (await call(app, 'responseQueues.sweep', { names })).length
        next = page.next
        if (next === null) break
        if (deps.stop.aborted) {
          deps.err(`Stopped. To go on: chatapp sweep${options.yes ? ' --yes' : ''} --next ${next}`)
          return stoppedExitCode(deps.stop)
        }
      }
      if (stale === 0) deps.err('No response queue has been left behind.')
      else if (options.yes) deps.err(`Deleted ${deleted} of ${stale} queues.`)
      else deps.err(`${stale} of ${seen} are left behind. To delete them: chatapp sweep --yes`)
      return exitCodes.done
    })
  })
}

/** `Team` has `Team-dlq`, as the template names them; a URL ends in the queue's name. */
function deadLetterQueueOf(queue: string): string {
  const name = queueNameOf(queue)
  const candidate = name.endsWith('.fifo') ? `${name.slice(0, -'.fifo'.length)}-dlq.fifo` : `${name}-dlq`
  return queueNameSchema.safeParse(candidate).success ? candidate : 'ChatAPP-dlq'
}

const lineOf = (backend: BackendConfig): string => `${backendName(backend)}: ${placeOfBackend(backend)}`

/** What of a backend's choices is not as it is unless somebody says otherwise. */
function wordsOf({ kind }: BackendConfig, chosen: BackendChoices | undefined): string {
  if (!chosen) return ''
  const usual = isProtectedKind(kind)
  const words = [
    ...(chosen.protected === usual ? [] : [chosen.protected ? 'protected' : 'not protected']),
    ...(chosen.queueDesk === 'unlocked' ? ['queue desk unlocked'] : []),
    ...(chosen.agents === 'unlocked' ? ['agents unlocked'] : [])
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

const queueLine = ({ name, idleDays, stale }: ResponseQueueInfo): string =>
  `${stale ? '✗' : '✓'} ${name}: idle for ${idleDays.toFixed(1)} days${stale ? ', left behind' : ''}`
