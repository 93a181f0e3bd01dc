// The built browser host, measured from outside.
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

/**
 * Starts the built browser host in a data folder and resolves when its ready line is there.
 * @param {string} home @param {string} [checkout] where it was built
 */
export async function startHost(home, checkout = root) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(checkout, 'out/main/browser.js'), '--no-open'], {
    env: { ...process.env, CHATAPP_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore']
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
    link,
    origin,
    session: signedIn.session,
    pid: child.pid ?? 0,
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
      child.kill('SIGINT')
      if (child.exitCode === null) await once(child, 'exit')
    }
  }
}

/** Sends a text and resolves when its answer is stored. @param {Awaited<ReturnType<typeof startHost>>} app @param {string} text */
export async function sendAndWait(app, text) {
  const { id } = await app.call('chat.send', { text })
  for (;;) {
    const { message } = await app.call('chat.detail', { id })
    if (message.status === 'answered') return message
    if (message.status === 'failed') throw new Error(JSON.stringify(message.reason))
  }
}
