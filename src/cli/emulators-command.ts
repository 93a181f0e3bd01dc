import type { CredentialSource, FoundEmulator } from '../shared/backend-config'
import { productWords } from '../shared/backend-words'
import { answeringPrompts } from './answer-prompts'
import { runCheck } from './check-command'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { fieldError } from '../shared/errors'

/** `chatapp emulators`: those that answer on their usual ports of this computer. */
export async function emulatorsCommand(
  deps: CliDeps,
  options: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const found = await call(app, 'emulators.find', undefined)
    for (const one of found) deps.out(options.json ? JSON.stringify(one) : lineOf(one))
    if (found.length === 0)
      deps.err(
        'No emulator answers on its usual port. To connect one elsewhere: chatapp emulators connect URL'
      )
    return exitCodes.done
  })
}

interface ConnectOptions extends ProfileOptions {
  readonly region?: string
  readonly awsProfile?: string
  readonly name?: string
  readonly processor?: 'here' | 'there'
  readonly endpointUrl?: string
  readonly json?: boolean
}

/** `chatapp emulators connect`: connects one, tests it, and talks to it from then on. */
export async function connectEmulatorCommand(
  deps: CliDeps,
  given: string | undefined,
  options: ConnectOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const endpoint =
      given ?? options.endpointUrl ?? (await theOne(await call(app, 'emulators.find', undefined)))
    const { region, name, processor, awsProfile } = options
    const credentials: CredentialSource | null =
      awsProfile === undefined ? null : { type: 'profile', profile: awsProfile }
    return await answeringPrompts(deps, app, async () => {
      const config = await call(app, 'emulators.connect', {
        endpoint,
        ...(region !== undefined && { region }),
        ...(name !== undefined && { name }),
        ...(processor !== undefined && { processor }),
        ...(credentials && { credentials })
      })
      const passed = await runCheck(deps, app, { id: config.id, json: options.json ?? false })
      const where = config.processor === 'here' ? 'by the processor here' : 'by its own function'
      deps.err(
        `ChatAPP now talks to ${config.name}: ${productWords(config)} at ${config.endpoint}, answered ${where}.`
      )
      return passed ? exitCodes.done : exitCodes.failed
    })
  })
}

/** The only one that was found: which of several is meant, nobody can guess. */
async function theOne(found: readonly FoundEmulator[]): Promise<string> {
  const [first] = found
  if (first && found.length === 1) return first.endpoint
  throw fieldError('endpoint', first ? 'emulator.several' : 'emulator.none', {})
}

/** It, with what it can do. */
function lineOf(one: FoundEmulator): string {
  const { createQueue, lambda, cloudFormation, moveTasks } = one.can
  const can = [
    ...(createQueue ? ['CreateQueue'] : []),
    ...(lambda ? ['Lambda'] : []),
    ...(cloudFormation ? ['CloudFormation'] : []),
    ...(moveTasks ? ['move tasks'] : [])
  ]
  return `${productWords(one)} at ${one.endpoint}: ${can.join(', ')}`
}
