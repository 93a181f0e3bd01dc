import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { calls, type CallName } from '../shared/contract'
import { FakeChatApp } from './fake-chat-app'
import { LINK_LIFE_MS } from './launch-links'
import { bearerIn, redeem } from './redeem'
import { startBrowserHost, type BrowserHost } from './server'
import { doors, type Target } from './test-attack'
import { foreign } from './test-attacks-foreign'
import { links, unknown } from './test-attacks-unknown'
import { shapes, written } from './test-attacks-written'
import { pageFolder } from './test-host'

const attacks = [...foreign, ...unknown, ...links, ...shapes, ...written]

/** Every call that came as far as the app. */
const reached: string[] = []
const names = Object.keys(calls) as CallName[]
const app = new FakeChatApp(
  Object.fromEntries(names.map((name) => [name, async () => void reached.push(name)]))
)
let host: BrowserHost
let target: Target

const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? ''

beforeAll(async () => {
  const start = () => startBrowserHost({ app, port: 0, rendererDir: pageFolder(), key: 'k'.repeat(43) })
  const before = await start()
  const earlier = tokenOf(before.launchUrl())
  await before.close()
  host = await start()
  const { url, port } = host
  const expired = tokenOf(host.launchUrl())
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + LINK_LIFE_MS + 1 })
  const spent = host.launchUrl()
  vi.useRealTimers()
  const session = (await bearerIn(await redeem(spent))).replace('Bearer ', '')
  const { proof } = (await (await fetch(`${url}/alive?nonce=n`)).json()) as { proof: string }
  const ticket = new URL(app.keyPage.path('work'), url).searchParams.get('ticket') ?? ''
  const token = tokenOf(host.launchUrl())
  target = { port, session, token, ticket, aliveProof: proof, spent: tokenOf(spent), expired, earlier }
})
afterAll(() => host.close())

/** Sends bytes as they are; resolves to all that comes back until the host hangs up, or an event stream begins. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(target.port, '127.0.0.1').setEncoding('latin1')
  let answer = ''
  socket.on('data', (text: string) => {
    answer += text
    if (answer.includes(': connected')) socket.destroy()
  })
  // The host may hang up on who still talks.
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.end(bytes, 'latin1')
  await closed
  return answer
}

/** A call as our page makes it. */
const ourCall = (): Promise<Response> =>
  fetch(`${host.url}/call/settings.get`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${target.session}`,
      origin: host.url,
      'content-type': 'application/json'
    },
    body: '{}'
  })

it('tries at least 150 attacks, each once', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(150)
  expect(new Set(attacks.map(([name]) => name)).size).toBe(attacks.length)
})

it.each(attacks)('lets nobody in: %s', async (_, bytes) => {
  reached.length = 0

  const answer = await answerTo(bytes(target))

  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
  // A call that there is not is an error of the contract, which every host answers alike: with 200.
  const errors = answer.includes('"code":"forbidden"') ? [200] : []
  expect(statuses.filter((status) => (status < 400 || status > 499) && !errors.includes(status))).toEqual([])
  expect(answer).not.toMatch(/"ok":true|"link":|<form|text\/event-stream|not for the page|access-control/i)
  expect(reached).toEqual([])
  expect(app.typedKeys).toEqual([])
  expect((await ourCall()).status).toBe(200)
  expect(reached.splice(0)).toEqual(['settings.get'])
})

it.each(Object.entries(doors))(
  'opens %s to who does it right, with a link and a ticket that no attack has used up',
  async (_, open) => {
    expect(await answerTo(open(target, {}))).toMatch(/^HTTP\/1\.1 200 /)
  }
)
