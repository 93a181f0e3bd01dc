import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { endpointSchema, type LocalEndpoint } from '../src/local-backend/protocol/backend-protocol'
import { probeEndpoint } from '../src/local-backend/client/probe-endpoint'
import { attachLocalBackend, type LocalBackend } from '../src/local-backend/client/start-local-backend'
import { bearerIn, redeem } from '../src/browser/redeem'
import { calls, type CallArgument, type CallName, type CallOutput } from '../src/shared/contract'
import { openRequests, type Acknowledged } from './verdict'

const out = resolve(import.meta.dirname, '../out/main')

/** A log that nobody reads. */
export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, flush: () => {} }

/** A data folder of its own for one run, and the hosts of the build that run on it. */
export class Home {
  private readonly hosts = new Set<Host>()

  constructor(readonly folder = mkdtempSync(join(tmpdir(), 'chatapp-faults-'))) {}

  /** The build's local backend on this folder, for a run that drives it without a host. */
  async backend(): Promise<LocalBackend> {
    return await attachLocalBackend({
      folder: this.folder,
      log: silent,
      childFile: join(out, 'local-backend.cjs')
    })
  }

  /** Starts the browser host; resolves when it answers. */
  async start(env: NodeJS.ProcessEnv = {}, profile = 'default'): Promise<Host> {
    const child = spawn(process.execPath, [join(out, 'browser.js'), '--no-open', '--profile', profile], {
      env: { ...process.env, CHATAPP_HOME: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const host = new Host(child)
    this.hosts.add(host)
    await host.ready()
    return host
  }

  /** Sends lines through the command line; resolves to what it printed. */
  async send(
    lines: readonly string[],
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {}
  ): Promise<Sent[]> {
    const child = spawn(
      process.execPath,
      [join(out, 'cli.js'), 'send', '-', '--json', '--timeout', '60', ...args],
      {
        env: { ...process.env, CHATAPP_HOME: this.folder, ...env },
        stdio: ['pipe', 'pipe', 'ignore']
      }
    )
    child.stdin.end(lines.join('\n'))
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    await once(child, 'close')
    return output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => sentSchema.parse(JSON.parse(line)))
  }

  /** Runs one command line to its end. */
  async run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const child = spawn(process.execPath, [join(out, 'cli.js'), ...args], {
      env: { ...process.env, CHATAPP_HOME: this.folder },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
    const [code] = await once(child, 'close')
    return { code: Number(code ?? -1), ...said }
  }

  /** The databases of a profile: its own, and any that was set aside. */
  databases(profile = 'default'): string[] {
    const folder = join(this.folder, 'profiles', profile)
    return readdirSync(folder).filter((name) => /^chatapp\.sqlite(\.(damaged|newer)-.*Z)?$/.test(name))
  }

  database(profile = 'default'): string {
    return join(this.folder, 'profiles', profile, 'chatapp.sqlite')
  }

  /** Where the local backend of this folder answers now; null while it is down. */
  endpoint(): LocalEndpoint | null {
    try {
      const text = readFileSync(join(this.folder, 'local-backend', 'endpoint.json'), 'utf8')
      return endpointSchema.parse(JSON.parse(text))
    } catch {
      return null
    }
  }

  /** The local backend once its process answers. */
  async whenUp(): Promise<LocalEndpoint> {
    for (;;) {
      const endpoint = this.endpoint()
      if (endpoint && (await probeEndpoint(endpoint))) return endpoint
      await pause(20)
    }
  }

  /** Resolves when every request of the profile is answered or failed, or when the time is over. */
  async settled(withinMs: number, profile?: string): Promise<void> {
    const deadline = performance.now() + withinMs
    while (openRequests(this.database(profile)) > 0 && performance.now() < deadline) await pause(100)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.hosts].map((host) => host.stop()))
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

const sentSchema = z.object({
  id: z.string(),
  text: z.string(),
  status: z.string(),
  reply: z.object({ id: z.string(), text: z.string() }).nullable()
})
/** One line of `chatapp send --json`. */
export type Sent = z.output<typeof sentSchema>

const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) })
])

/** A host has answered that it does not do it, and nothing was stored; any other error leaves that open. */
export class Refused extends Error {}

/** A host process that may be killed at any moment. */
export class Host {
  private origin = ''
  private authorization = ''

  private errors = ''

  constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()))
  }

  async ready(): Promise<void> {
    const { stdout } = this.child
    if (!stdout) throw new Error('The host was started without a standard output.')
    for await (const line of createInterface({ input: stdout })) {
      const link = /^ChatAPP is ready: (\S+)$/.exec(line)?.[1]
      if (!link) continue
      this.origin = new URL(link).origin
      this.authorization = await bearerIn(await redeem(link))
      stdout.resume()
      return
    }
    await this.ended()
    const { signalCode, exitCode } = this.child
    throw new Error(`The host ended without a ready line (${signalCode ?? exitCode}): ${this.errors}`)
  }

  /** One call of the contract, as the page makes it. Rejects when the host refuses, or is gone. */
  async call<N extends CallName>(name: N, input: CallArgument<N>): Promise<CallOutput<N>> {
    const response = await fetch(`${this.origin}/call/${name}`, {
      method: 'POST',
      headers: { authorization: this.authorization, origin: this.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ input })
    })
    const result = resultSchema.parse(await response.json())
    if (!result.ok) throw new Refused(`${name}: ${result.error.message}`)
    return calls[name].output.parse(result.value) as CallOutput<N>
  }

  /** Sends one text; resolves when the host has acknowledged it. */
  async send(text: string): Promise<Acknowledged> {
    const { id } = await this.call('chat.send', { text })
    return { id, text }
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended()
  }

  /** Resolves when the process is gone. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
  }

  async stop(): Promise<void> {
    this.child.kill('SIGINT')
    await this.ended()
  }
}
