import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import {
  ElicitRequestSchema,
  type ElicitRequest,
  type ElicitResult
} from '@modelcontextprotocol/sdk/types.js'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { createChatApp } from '../core/app'
import type { ChatApp } from '../core/chat-app'

const root = resolve(import.meta.dirname, '../..')
export const cli = resolve(root, 'out/main/cli.js')

/** A profile whose user does what `work` says; nothing is connected. */
export async function aProfile(work: (app: ChatApp) => Promise<unknown> = async () => {}): Promise<string> {
  const dataDir = temporaryFolder()
  await asUser(dataDir, work)
  return dataDir
}

/** Does something as the user of a profile, beside whoever has it open. */
export async function asUser<T>(dataDir: string, work: (app: ChatApp) => Promise<T>): Promise<T> {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, connect: false })
  try {
    return await work(app)
  } finally {
    await app.stop()
  }
}

/** What the user was sent, oldest first. */
export const saidIn = async (dataDir: string) =>
  await asUser(dataDir, async (app) => {
    const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 500 })
    return messages
  })

/** Lets agents send to the local backend. */
export const unlock = async (app: ChatApp) =>
  await app.handlers['backends.choose']({ id: 'local', agents: 'unlocked' })

/** Answers a question to the user. */
export type Answer = (question: ElicitRequest['params']) => ElicitResult | Promise<ElicitResult>

/** The SDK's client on the built server; with `answer` it can ask its user. */
export async function anAgent(
  dataDir: string,
  { answer, args = [] }: { answer?: Answer; args?: string[] } = {}
) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, 'mcp', '--data-dir', dataDir, ...args],
    stderr: 'ignore'
  })
  const client = new Client(
    { name: 'test', version: '0' },
    // As clients say it that know no other way to ask.
    { capabilities: answer ? { elicitation: {} } : {} }
  )
  if (answer) client.setRequestHandler(ElicitRequestSchema, async ({ params }) => await answer(params))
  await client.connect(transport)
  onTestFinished(() => client.close())
  /** What a tool answers, parsed. */
  const use = async (
    name: string,
    given: Record<string, unknown> = {},
    options: Parameters<Client['callTool']>[2] = {}
  ) => {
    const { content } = await client.callTool({ name, arguments: given }, undefined, options)
    const [first] = content as [{ text: string }]
    return JSON.parse(first.text)
  }
  return { client, use }
}

/** The built server without a client: what is written to it, and what it says. */
export function aServer(dataDir: string) {
  const child = spawn(process.execPath, [cli, 'mcp', '--data-dir', dataDir])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [lines, errors]: [string[], string[]] = [[], []]
  const waiting = new Set<() => void>()
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n')
    rest = all.pop() ?? ''
    lines.push(...all)
    for (const look of waiting) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  child.stdin.on('error', () => {})
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  /** The answer to the call with this id. */
  const answerTo = async (id: number) => {
    for (;;) {
      const found = lines
        .map((line) => JSON.parse(line))
        .find((message) => message.id === id && !message.method)
      if (found) return found
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      await promise
      waiting.delete(resolve)
    }
  }
  const write = (line: unknown): void =>
    void child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  const ask = (id: number, method: string, params: object = {}): void =>
    write({ jsonrpc: '2.0', id, method, params })
  const tool = (id: number, name: string, given: object = {}): void =>
    ask(id, 'tools/call', { name, arguments: given })
  ask(0, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'hostile', version: '0' }
  })
  write({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return { child, lines, errors, exited, answerTo, write, ask, tool }
}
