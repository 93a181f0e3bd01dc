// What the tests of the browser host share. Importing it registers the set-up and the clean-up.
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from './fake-chat-app'
import { bearerIn, redeem } from './redeem'
import { startBrowserHost, type BrowserHost } from './server'

let folder: string
let rendererDir: string
const hosts: BrowserHost[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatapp-browser-'))
  rendererDir = join(folder, 'renderer')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>ChatAPP</title>')
  await writeFile(join(rendererDir, 'assets', 'index-Bx3kQ_-9.js'), 'export {}')
  await writeFile(join(rendererDir, 'assets', 'index-Bx3kQ_-9.js.map'), '{}')
  await writeFile(join(folder, 'secret.txt'), 'not for the page')
})
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()))
})
afterAll(() => rm(folder, { recursive: true }))

/** A browser host over a fake app and a small page, closed after the test. */
export async function setup(app = new FakeChatApp({ 'settings.get': async () => someSettings })) {
  const host = await startBrowserHost({ app, port: 0, rendererDir })
  hosts.push(host)
  return { app, host, url: host.url, port: host.port }
}

/** The same, with a page signed in: its header, and a `post` as it would do it. */
export async function setupSignedIn(app?: FakeChatApp) {
  const made = await setup(app)
  const authorization = await bearerIn(await redeem(made.host.launchUrl()))
  const own = { authorization, origin: made.url }
  const post = (name: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${made.url}/call/${name}`, {
      method: 'POST',
      body,
      headers: { ...own, 'content-type': 'application/json', ...headers }
    })
  return { ...made, authorization, own, post }
}

/** A request as no browser would send it: any header, the path to the letter. */
export async function raw(port: number, path: string, headers: OutgoingHttpHeaders, method = 'GET') {
  const request = httpRequest({ host: '127.0.0.1', port, path, headers, method })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const body = await response.setEncoding('utf8').toArray()
  return { status: response.statusCode, headers: response.headers, body: body.join('') }
}

/** The built page of the current test file. */
export const pageFolder = (): string => rendererDir
