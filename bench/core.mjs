// ChatAPP's core on the built local backend, in this process: what a host does for its page, without the page.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')
const backendFile = join(root, 'out/main/local-backend.cjs')

/** Bundles the core from its sources, as the app's build does. @returns {Promise<typeof import('./core-entry.ts')>} */
export async function loadCore() {
  const outDir = join(root, 'out/bench/core')
  const { alias } = await import('../vite.shared.ts')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    resolve: { alias },
    ssr: { noExternal: true },
    build: { ssr: join(root, 'bench/core-entry.ts'), outDir, emptyOutDir: true, target: 'node24' }
  })
  return await import(pathToFileURL(join(outDir, 'core-entry.js')).href)
}

/**
 * The app in a data folder of its own, up and connected.
 * @param {{ home?: string }} [options]
 */
export async function startCore({ home = mkdtempSync(join(tmpdir(), 'chatapp-bench-')) } = {}) {
  const core = await loadCore()
  const { createChatApp, signedHeaders } = core
  const app = await createChatApp({ host: 'browser', version: 'bench', dataDir: home, backendFile })
  const up = Promise.withResolvers()
  const settle = (/** @type {{ state: string }} */ { state }) => state === 'online' && up.resolve(undefined)
  app.on('connection.changed', settle)
  settle(await app.handlers['connection.get'](undefined))
  await up.promise
  const endpoint = JSON.parse(readFileSync(join(home, 'local-backend/endpoint.json'), 'utf8'))
  return {
    core,
    app,
    /** Where its local backend answers. @type {import('../src/local-backend/protocol/backend-protocol.ts').LocalEndpoint} */
    endpoint,
    signedHeaders,
    async stop() {
      await app.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
  }
}
