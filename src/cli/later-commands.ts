import type { CallOutput, Template } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { OwnAttribute } from '../shared/own-attributes'
import { fieldsOf } from '../shared/template-fields'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { momentLine } from './message-line'

interface JsonOptions extends ProfileOptions {
  readonly json?: boolean
}

/** `chatapp scheduled list`: messages that wait for a moment, the next one first, whole with `--json`. */
export async function scheduledCommand(deps: CliDeps, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const all = await call(app, 'scheduled.list', undefined)
    for (const { id, sendAt, preview } of all) {
      if (options.json) deps.out(JSON.stringify(await call(app, 'scheduled.get', { id })))
      else deps.out(`${id}  ${momentLine(sendAt)}  ${preview}`)
    }
    if (all.length === 0) deps.err('Nothing waits to be sent. Try: chatapp send --at 17:30 "hello"')
    return exitCodes.done
  })
}

export interface EditOptions extends JsonOptions {
  readonly text?: string
  readonly at?: number
  readonly in?: number
  readonly now?: boolean
  readonly attribute?: OwnAttribute[]
}

/** `chatapp scheduled edit`: changes what is sent, or when. */
export async function editScheduledCommand(deps: CliDeps, id: string, options: EditOptions): Promise<number> {
  const { text, attribute: attributes, at, in: inMs, now } = options
  const sendAt = now ? null : inMs === undefined ? at : Date.now() + inMs
  const changes = {
    ...(text === undefined ? {} : { text }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(sendAt === undefined ? {} : { sendAt })
  }
  if (Object.keys(changes).length === 0) throw new ChatError('scheduled.no_change')
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    await call(app, 'scheduled.change', { id, ...changes })
    const changed = await call(app, 'scheduled.get', { id })
    if (options.json) deps.out(JSON.stringify(changed))
    else deps.err(`Changed. ${waitingWords(changed)}`)
    return exitCodes.done
  })
}

/** What is said of a message that waits. */
export const waitingWords = ({ id, sendAt }: Pick<CallOutput<'scheduled.get'>, 'id' | 'sendAt'>): string =>
  `It will be sent ${momentLine(sendAt)}, while a window of ChatAPP or "chatapp serve" runs. To stop it: chatapp scheduled cancel ${id}`

/** `chatapp scheduled cancel`: it is not sent, and gone. */
export async function cancelScheduledCommand(
  deps: CliDeps,
  id: string,
  options: JsonOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    await call(app, 'scheduled.cancel', { id })
    if (options.json) deps.out(JSON.stringify({ cancelled: id }))
    else deps.err('Cancelled. It is not sent.')
    return exitCodes.done
  })
}

/** `chatapp templates list`: templates by name, with the fields that are asked for. */
export async function templatesCommand(deps: CliDeps, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const all = await call(app, 'templates.list', undefined)
    for (const template of all) deps.out(options.json ? JSON.stringify(template) : lineOf(template))
    if (all.length === 0)
      deps.err('There is no template yet. Try: chatapp templates save greeting "Hello {{name}}"')
    return exitCodes.done
  })
}

function lineOf(template: Template): string {
  const fields = fieldsOf(template)
  return `${template.name}: ${template.text.replaceAll('\n', ' ')}${fields.length > 0 ? `  (asks for ${fields.join(', ')})` : ''}`
}

export interface SaveTemplateOptions extends ProfileOptions {
  readonly attribute?: OwnAttribute[]
}

/** `chatapp templates save`: keeps a text under a name, in the place of the one that has it. */
export async function saveTemplateCommand(
  deps: CliDeps,
  ...[name, text, options]: [name: string, text: string, options: SaveTemplateOptions]
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { attribute: attributes = [] } = options
    await call(app, 'templates.save', { name, text, attributes })
    deps.err(`Saved. To use it: chatapp send --template "${name}"`)
    return exitCodes.done
  })
}

/** `chatapp templates delete`. */
export async function deleteTemplateCommand(
  deps: CliDeps,
  name: string,
  options: ProfileOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const found = (await call(app, 'templates.list', undefined)).find((one) => one.name === name)
    if (!found) throw new ChatError('template.unknown', { name })
    await call(app, 'templates.delete', { id: found.id })
    deps.err(`Deleted the template "${name}".`)
    return exitCodes.done
  })
}
