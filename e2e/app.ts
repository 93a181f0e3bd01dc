import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, type Page } from '@playwright/test'

const out = resolve(import.meta.dirname, '../out/main')

/** ChatAPP as a user has it: the built browser host on a data folder of its own. */
export class RunningApp {
  private host: ChildProcess | null = null
  /** Where the page is once it was launched; null before. */
  running: string | null = null
  /** What goes wrong on purpose in the local backend, as CHATAPP_FAULTS says it; nothing when left out. */
  faults = ''
  /** A folder whose `xdg-open` is to open the link; nothing opens it when left out. */
  openWith: string | null = null

  /** On a data folder of its own, unless another one's is given: then it is that one's to take away. */
  constructor(readonly home = mkdtempSync(join(tmpdir(), 'chatapp-e2e-'))) {}

  /** Starts the host and resolves to the link of its ready line. */
  async start(...args: string[]): Promise<string> {
    const open = this.openWith === null ? ['--no-open'] : []
    const host = spawn(process.execPath, [join(out, 'browser.js'), ...open, ...args], {
      env: { ...process.env, CHATAPP_HOME: this.home, CHATAPP_FAULTS: this.faults, ...this.openerEnv() },
      stdio: ['ignore', 'pipe', 'inherit']
    })
    this.host = host
    for await (const line of createInterface({ input: host.stdout })) {
      const ready = /^ChatAPP is ready: (\S+)$/.exec(line)
      if (!ready?.[1]) continue
      this.running = new URL('/', ready[1]).href
      return ready[1]
    }
    throw new Error(`The browser host ended without a ready line (exit ${host.exitCode}).`)
  }

  private openerEnv(): Record<string, string> {
    if (this.openWith === null) return {}
    return {
      CI: '',
      DISPLAY: ':0',
      HOME: this.openWith,
      PATH: `${this.openWith}:${process.env['PATH'] ?? ''}`
    }
  }

  /** Ends the host as a user would, with Ctrl+C; resolves to its exit code. */
  async stop(): Promise<number | null> {
    const host = this.host
    if (!host) return null
    this.host = null
    host.kill('SIGINT')
    if (host.exitCode === null) await once(host, 'exit')
    return host.exitCode
  }

  /** Ends the host as a power cut would. */
  async kill(): Promise<void> {
    const host = this.host
    if (!host) return
    this.host = null
    host.kill('SIGKILL')
    await once(host, 'exit')
  }

  /** Runs one command of the CLI on the same data folder. */
  async cli(
    args: readonly string[],
    input: string | Buffer = ''
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [join(out, 'cli.js'), ...args], {
      env: { ...process.env, CHATAPP_HOME: this.home }
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    child.stdin.end(input)
    await once(child, 'close')
    return { code: child.exitCode, stdout, stderr }
  }

  async dispose(): Promise<void> {
    await this.stop()
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** A test with an app that is stopped, and whose data is gone, when the test is over. */
export const test = base.extend<{ app: RunningApp }>({
  app: async ({}, provide) => {
    const app = new RunningApp()
    await provide(app)
    await app.dispose()
  }
})

/** The page's session, once it has one: it shows itself while the session is still being made. */
export async function sessionOf(page: Page): Promise<string> {
  const held = await page.waitForFunction(() => window.sessionStorage.getItem('chatapp.session'))
  return (await held.jsonValue()) ?? ''
}

/** Asks the app as its page does. */
export async function asked(page: Page, call: string, input: unknown): Promise<unknown> {
  const session = await sessionOf(page)
  return await page.evaluate(
    async ([session, call, input]) => {
      const response = await fetch(`/call/${call}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
        body: JSON.stringify({ input })
      })
      const { value } = (await response.json()) as { value: unknown }
      return value
    },
    [session, call, input] as const
  )
}

export { expect } from '@playwright/test'
