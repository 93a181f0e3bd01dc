import { v7 as uuidv7 } from 'uuid'
import { createReadStream } from 'node:fs'
import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import { MOST_GLANCES, type CallOutput, type DeskQueue, type LetterDetail } from '../shared/contract'
import { decodeText } from '../shared/decode-text'
import { ChatError } from '../shared/errors'
import type { OwnAttribute } from '../shared/own-attributes'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { lookedAt } from './dlq-letters'
import { momentLine } from './message-line'
import { contentOf } from './send-command'

interface JsonOptions extends ProfileOptions {
  readonly json?: boolean
}
interface QueuesOptions extends JsonOptions {
  readonly prefix?: string
  readonly names?: boolean
}
interface PeekOptions extends JsonOptions {
  readonly limit?: number
  readonly raw?: boolean
}
interface SendOptions extends JsonOptions {
  readonly attribute?: OwnAttribute[]
  readonly delay?: number
  readonly groupId?: string
  readonly deduplicationId?: string
  readonly id?: string
  readonly again?: boolean
  readonly file?: string
  readonly template?: string
  readonly field?: Record<string, string>
}

type Glances = CallOutput<'desk.glance'>

/** `chatapp queues`: every queue that may be listed, the pinned ones first, and how full it is. */
export async function queuesCommand(deps: CliDeps, options: QueuesOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const prefix = options.prefix ?? ''
    let [count, requests] = [0, 0]
    const told = new Set<string>()
    for (let next: string | null | undefined; next !== null;) {
      if (deps.stop.aborted) return stoppedExitCode(deps.stop)
      const part: CallOutput<'desk.list'> = await call(app, 'desk.list', { prefix, next: next ?? null })
      const names = [...part.pinned, ...part.queues].filter((name) => !told.has(name))
      for (const name of names) told.add(name)
      requests += 1 + (options.names ? 0 : names.length)
      for (const line of await linesOf(app, [...new Set(names)], { ...options, pinned: part.pinned }))
        deps.out(line)
      await deps.drained()
      count += names.length
      next = part.next
    }
    const paid = (await call(app, 'connection.get', undefined)).can.account
    if (count === 0) deps.err(prefix === '' ? 'There is no queue here.' : `No queue begins with "${prefix}".`)
    else if (paid) deps.err(`${count} queues, by ${requests} requests, each of which is paid for.`)
    return exitCodes.done
  })
}

async function linesOf(
  app: ChatApp,
  names: readonly string[],
  { json, names: bare, pinned }: QueuesOptions & { pinned: readonly string[] }
): Promise<string[]> {
  if (bare) return names.map((name) => (json ? JSON.stringify({ name }) : name))
  const lines: string[] = []
  for (let at = 0; at < names.length; at += MOST_GLANCES) {
    const glances = await call(app, 'desk.glance', { queues: names.slice(at, at + MOST_GLANCES) })
    lines.push(
      ...glances.map((one) => (json ? JSON.stringify(flat(one)) : glanceLine(one, pinned.includes(one.name))))
    )
  }
  return lines
}

const flat = ({ name, glance }: Glances[number]) =>
  glance.ok ? { name, ...glance.value } : { name, error: glance.error }

function glanceLine({ name, glance }: Glances[number], pinned: boolean): string {
  const mark = pinned ? '●' : ' '
  if (!glance.ok) return `${mark} ${name}: ${glance.error.message}`
  const { depth, deadLetterQueue } = glance.value
  const dead = deadLetterQueue === null ? '' : `, dead letters to ${deadLetterQueue}`
  return `${mark} ${name}: ${depth.visible} waiting, ${depth.inFlight} in flight, ${depth.delayed} delayed${dead}`
}

/** `chatapp queues show`: one queue in words, and what is around it. */
export async function showQueueCommand(deps: CliDeps, queue: string, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const described = await call(app, 'desk.get', { queue })
    if (options.json) deps.out(JSON.stringify(described))
    else for (const line of wordsOf(described)) deps.out(line)
    return exitCodes.done
  })
}

type ReadOf<T> = { ok: true; value: T } | { ok: false; error: { message: string } }

const part = <T>(read: ReadOf<T>, words: (value: T) => string): string =>
  read.ok ? words(read.value) : read.error.message

const list = (all: readonly string[]): string => (all.length === 0 ? 'none' : all.join(', '))

function wordsOf({ name, attributes, sources, triggers, tags, look }: DeskQueue): string[] {
  const about = attributes.ok
    ? [
        `${attributes.value.depth.visible} waiting, ${attributes.value.depth.inFlight} in flight, ${attributes.value.depth.delayed} delayed`,
        ...attributes.value.words.map(({ detail }) => detail)
      ]
    : [attributes.error.message]
  return [
    name,
    ...about.map((line) => `  ${line}`),
    `Gets dead letters of: ${part(sources, list)}`,
    `Triggers: ${part(triggers, (all) => list(all.map(({ functionName, enabled }) => `${functionName}${enabled ? '' : ' (switched off)'}`)))}`,
    `Tags: ${part(tags, (all) => list(Object.entries(all).map(([key, value]) => `${key}=${value}`)))}`,
    'A look at its messages:',
    ...look.words.map(({ detail }) => `  ${detail}`)
  ]
}

/** `chatapp queues peek`: some messages of a queue, decoded; nothing is deleted. */
export async function peekCommand(deps: CliDeps, queue: string, options: PeekOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const { letters, total } = await lookedAt(deps, app, { limit: options.limit ?? 10, queue })
    for (const { id } of letters) {
      const letter = await call(app, 'letters.get', { place: 'queue', id, from: queue })
      if (options.json) deps.out(JSON.stringify(letter))
      else for (const line of messageLines(letter, options.raw ?? false)) deps.out(line)
      await deps.drained()
    }
    if (letters.length === 0) deps.err('No message can be had there now.')
    else if (total > letters.length) deps.err(`${letters.length} of about ${total}. For more: --limit`)
    return exitCodes.done
  })
}

function messageLines(letter: LetterDetail, raw: boolean): string[] {
  const { id, sentAt, attempts, groupId, attributes, layers, body } = letter
  const inner = layers.at(-1)
  const text = raw || !inner ? body : inner.text
  return [
    `${id}  ${momentLine(sentAt)}  received ${attempts} times${groupId === null ? '' : `  group ${groupId}`}`,
    ...attributes.map(({ name, type, value }) => `  ${name} (${type}): ${value}`),
    ...(raw
      ? []
      : layers.flatMap(({ kind, facts, problem }) => [
          `  [${kind}] ${facts.map(({ name, value }) => `${name}=${value}`).join(' ')}${problem === null ? '' : `(${problem})`}`.trimEnd()
        ])),
    ...text.split('\n').map((line) => `  ${line}`),
    ''
  ]
}

/** What is in a file, or comes on standard input. */
async function textIn({ input }: CliDeps, file: string): Promise<string> {
  const parts: string[] = []
  const source = file === '-' ? input : createReadStream(file)
  for await (const part of decodeText(source, file === '-' ? 'Standard input' : file)) parts.push(part)
  return parts.join('')
}

/** `chatapp queues send`: sends a message to a queue, as it is. */
export async function sendToQueueCommand(
  deps: CliDeps,
  ...[queue, text, options]: [string, string | undefined, SendOptions]
): Promise<number> {
  if (options.file !== undefined && text !== undefined) throw new ChatError('desk.body_or_file')
  const body = options.file === undefined ? text : await textIn(deps, options.file)
  return await withChatApp(deps, options, async (app) => {
    const written = await contentOf(app, body, options)
    const id = options.id ?? uuidv7()
    const { groupId = null, deduplicationId = null, delay = null, again = false } = options
    try {
      const sent = await call(app, 'desk.send', {
        id,
        queue,
        body: written.text,
        attributes: [...written.attributes],
        delaySeconds: delay,
        groupId,
        deduplicationId,
        again
      })
      if (options.json) deps.out(JSON.stringify({ id, ...sent }))
      else deps.err(`Sent to ${queue} as ${sent.sqsMessageId}.`)
      return exitCodes.done
    } catch (error) {
      if (error instanceof ChatError && error.code === 'conflict')
        deps.err(
          `To ask again without sending it twice, add: --id ${id}. To send it nevertheless: --id ${id} --again`
        )
      throw error
    }
  })
}
