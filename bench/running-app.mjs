// ChatAPP as a user starts it, measured from outside.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '..')

/** A data folder that is gone when the bench is done. @template T @param {(home: string) => Promise<T>} work */
export async function inEmptyHome(work) {
  const home = mkdtempSync(join(tmpdir(), 'chatapp-bench-'))
  try {
    return await work(home)
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/** Runs `npm start` in a data folder and resolves when its ready line is there. @param {string} home */
export async function startApp(home) {
  const startedAt = performance.now()
  const child = spawn('npm', ['start', '--silent', '--', '--browser', '--no-open'], {
    cwd: root,
    env: { ...process.env, CHATAPP_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32'
  })
  let link = ''
  for await (const line of createInterface({ input: child.stdout })) {
    link = /^ChatAPP is ready: (\S+)$/.exec(line)?.[1] ?? ''
    if (link) break
  }
  const readyMs = performance.now() - startedAt
  const { origin } = new URL(link)
  const redeemed = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(link).searchParams.get('token') })
  })
  const { value: signedIn } = /** @type {{ value: { session: string } }} */ (await redeemed.json())
  return {
    readyMs,
    /** One call of the contract, as the page makes it. @param {string} name @param {unknown} [input] */
    async call(name, input) {
      const response = await fetch(`${origin}/call/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${signedIn.session}`, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ input })
      })
      const result = /** @type {{ ok: boolean, value: any, error: unknown }} */ (await response.json())
      if (!result.ok) throw new Error(JSON.stringify(result.error))
      return result.value
    },
    async stop() {
      // npm and its child are one process group: one Ctrl+C, as in a terminal.
      if (child.pid !== undefined)
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGINT')
      if (child.exitCode === null) await once(child, 'exit')
    }
  }
}

/** Sends a text and resolves when its answer is stored. @param {Awaited<ReturnType<typeof startApp>>} app @param {string} text */
export async function sendAndWait(app, text) {
  const { id } = await app.call('chat.send', { text })
  for (;;) {
    const { message } = await app.call('chat.detail', { id })
    if (message.status === 'answered') return message
    if (message.status === 'failed') throw new Error(JSON.stringify(message.reason))
  }
}

/** The value below which this share of the numbers lies. @param {readonly number[]} numbers @param {number} share */
export function percentile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Prints one figure with its target. @param {string} what @param {string} figure @param {string} target */
export function report(what, figure, target) {
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(14)}   ${target}\n`)
}
