import { Readable } from 'node:stream'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { anAccount } from '../core/fakes/test-account'
import { aHome } from '../core/fakes/test-home'
import { runCli } from './run-cli'

/** One command line on a data folder, with what is typed on standard input. */
async function chatapp(dataDir: string, args: string[], input: string[] = []) {
  const [out, err]: [string[], string[]] = [[], []]
  const exitCode = await runCli([...args, '--data-dir', dataDir], {
    version: '0.0.0',
    input: Readable.from(input),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    drained: async () => {},
    stop: new AbortController().signal
  })
  return { exitCode, out, err }
}

async function setup() {
  const account = await anAccount()
  const { endpoint } = account.config()
  const connect = [
    'connect',
    '--region',
    'us-east-1',
    '--queue',
    'ChatAPP',
    '--endpoint',
    String(endpoint),
    '--name',
    'Work'
  ]
  return { ...account, connect, dataDir: temporaryFolder() }
}

it('connects an account, tests it, and talks to it from then on', async () => {
  const { connect, dataDir } = await setup()

  const connected = await chatapp(dataDir, connect)
  const listed = await chatapp(dataDir, ['backends'])
  const json = await chatapp(dataDir, ['backends', '--json'])

  expect(connected).toMatchObject({ exitCode: 0, err: ['ChatAPP now talks to Work.'] })
  expect(connected.out).toContainEqual(
    expect.stringMatching(/^✓ Answer of MessageProcessor: .*answered in \d+ ms/)
  )
  expect(listed.out).toEqual([
    '○ local: embedded, on this computer',
    expect.stringMatching(/^● Work: ChatAPP in us-east-1 at http/)
  ])
  expect(json.out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: 'local', active: false },
    { kind: 'aws', name: 'Work', active: true }
  ])
})

it('saves a backend whose test fails, does not use it, and prints the policy that is missing', async () => {
  const { connect, dataDir, aws } = await setup()
  aws.denied.add('SendMessageBatch')

  const failed = await chatapp(dataDir, connect)
  aws.denied.clear()
  const used = await chatapp(dataDir, ['use', 'Work'])
  const checked = await chatapp(dataDir, ['check', '--json'])

  expect(failed.exitCode).toBe(1)
  expect(failed.out.join('\n')).toMatch(
    /✗ Send a message: .*\n {2}Missing: sqs:SendMessage\n {2}In the console: IAM → Users → ada/
  )
  expect(failed.err.at(-1)).toContain('chatapp use "Work"')
  expect([used.exitCode, checked.exitCode]).toEqual([0, 0])
  expect(checked.out.map((line) => (JSON.parse(line) as { step: string }).step)).toContain('reply')
})

it.each([
  [['connect', '--region', 'eu-central-1', '--queue', 'Chat APP'], 2, /requestQueue: .*space/],
  [['connect', '--region', 'Frankfurt', '--queue', 'ChatAPP'], 2, /region/],
  [['connect', '--queue', 'ChatAPP'], 2, /--region/],
  [
    ['connect', '--region', 'eu-central-1', '--queue', 'ChatAPP', '--aws-profile', 'nobody'],
    2,
    /profile: .*nobody/
  ],
  [['use', 'nothing'], 1, /no backend "nothing"/],
  [['check', 'nothing'], 1, /no backend "nothing"/]
])('%j ends with %d and says why', async (args, exitCode, message) => {
  const { dataDir } = await setup()

  const ended = await chatapp(dataDir, args)

  expect(ended.exitCode).toBe(exitCode)
  expect(ended.err.join('\n')).toMatch(message)
})

it('asks on the terminal before it runs a program of an AWS profile', async () => {
  const { connect, dataDir, home, write, endpoint } = await setup()
  const tool = join(home, 'tool.mjs')
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = endpoint
  writeFileSync(tool, `console.log('${JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey })}')`)
  write('config', `[profile tool]\ncredential_process = "${process.execPath}" "${tool}"\n`)
  const args = [...connect, '--aws-profile', 'tool']

  const declined = await chatapp(dataDir, args, ['no\n'])
  const asked = await chatapp(dataDir, args, ['yes\n'])
  const again = await chatapp(dataDir, ['check', 'Work'])

  expect([declined.exitCode, again.exitCode]).toEqual([1, 0])
  expect(asked.err).toContainEqual(expect.stringContaining(tool))
  expect(again.err.join()).not.toContain(tool)
})

it('replays a recording against an account that is not talked to, and fails over the answer that differs', async () => {
  const { connect, dataDir, aws } = await setup()
  await chatapp(dataDir, connect)
  await chatapp(dataDir, ['send', '--json', '-'], ['/echo one\n/echo two'])
  const { out: recorded } = await chatapp(dataDir, ['export', '--chat', 'processor'])
  await chatapp(dataDir, ['use', 'local'])
  const replay = async (lines: readonly string[]) =>
    await chatapp(dataDir, ['replay', '-', '--backend', 'Work', '--expect'], [`${lines.join('\n')}\n`])
  aws.calls.length = 0

  const same = await replay(recorded)
  const calls = new Set(aws.calls)
  const differs = await replay(
    recorded.map((line) =>
      line.includes('"role":"request"') ? line.replace('/echo one', '/echo uno') : line
    )
  )
  aws.denied.add('SendMessageBatch')
  const refused = await replay(recorded)

  expect(same).toMatchObject({ exitCode: 0, err: ['2 of 2 answered as recorded on Work.'] })
  expect([...calls]).toEqual(expect.arrayContaining(['CreateQueue', 'SendMessageBatch', 'DeleteQueue']))
  expect(differs).toMatchObject({ exitCode: 1, err: ['1 of 2 answered as recorded on Work, 1 not.'] })
  expect(differs.out.map((line) => line.replace(/ \(\d+ ms\)$/, ''))).toEqual([
    '✗ 1/2 /echo uno: answered otherwise',
    '    - one',
    '    + uno',
    '✓ 2/2 /echo two'
  ])
  expect(refused.exitCode).toBe(1)
  expect(refused.out[0]).toMatch(/^✗ 1\/2 \/echo one: not sent: AWS refused the action/)
})

it('lists response queues, and deletes nothing without being told to', async () => {
  const { connect, dataDir } = await setup()
  await chatapp(dataDir, connect)

  const swept = await chatapp(dataDir, ['sweep', '--yes'])

  expect(swept).toMatchObject({ exitCode: 0, err: ['No response queue has been left behind.'] })
})

it.each([
  {},
  { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  { AWS_PROFILE: 'nobody', AWS_DEFAULTS_MODE: 'bogus', AWS_RETRY_MODE: 'bogus', AWS_MAX_ATTEMPTS: 'many' }
])('connects to the local backend that the environment names, beside %j', async (more) => {
  const { endpoint, dataDir } = await setup()
  for (const [name, value] of Object.entries({ AWS_ENDPOINT_URL: endpoint.url, ...more }))
    vi.stubEnv(name, value)

  const connected = await chatapp(dataDir, ['connect', '--region', 'us-east-1', '--queue', 'ChatAPP'])

  expect(connected).toMatchObject({ exitCode: 0 })
  expect(connected.out).toContainEqual(
    `✓ Where messages go: Region us-east-1 (this backend). Endpoint ${endpoint.url} (this backend). Credentials: access key (AWS_ACCESS_KEY_ID in the environment).`
  )
  vi.stubEnv('AWS_ENDPOINT_URL', undefined)
  expect((await chatapp(dataDir, ['backends'])).out.at(-1)).toContain(`at ${endpoint.url}`)
})

it('names the variable whose endpoint is none', async () => {
  const { dataDir } = await setup()
  vi.stubEnv('AWS_ENDPOINT_URL', 'nonsense')

  const connected = await chatapp(dataDir, ['connect', '--region', 'us-east-1', '--queue', 'ChatAPP'])

  expect(connected).toMatchObject({
    exitCode: 2,
    err: [expect.stringContaining('AWS_ENDPOINT_URL: "nonsense"')]
  })
})

it.each<[string, string, string, string, Record<string, string>?]>([
  ['the queue’s URL', 'https://sqs.eu-west-3.amazonaws.com/123456789012/ChatAPP', 'eu-west-3', 'work'],
  ['the environment', 'ChatAPP', 'eu-north-1', 'work', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-north-1' }],
  ['the profile that AWS_PROFILE names', 'ChatAPP', 'eu-south-1', 'work'],
  ['the default profile', 'ChatAPP', 'eu-south-2', 'default', { AWS_PROFILE: '' }]
])('finds region and credentials as the AWS CLI: %s', async (_, queue, region, profile, env = {}) => {
  aHome({
    config: '[default]\nregion = eu-south-2\n[profile work]\nregion = eu-south-1\n',
    env: { AWS_PROFILE: 'work', ...env }
  })
  const dataDir = temporaryFolder()

  // There are no credentials: it is saved, and its test fails.
  expect((await chatapp(dataDir, ['connect', '--queue', queue, '--name', 'Work'])).exitCode).toBe(1)

  const { out } = await chatapp(dataDir, ['backends', '--json'])
  expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ region, credentials: { type: 'profile', profile } })
})

it('runs a program whose keys have less than five minutes left once in a whole "connect"', async () => {
  const { connect, dataDir, home, write, endpoint } = await setup()
  const [tool, runs] = [join(home, 'tool.mjs'), join(home, 'runs')]
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = endpoint
  const keys = { Version: 1, AccessKeyId, SecretAccessKey, Expiration: new Date(Date.now() + 240_000) }
  writeFileSync(
    tool,
    `import { appendFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(runs)}, 'x')
console.log('${JSON.stringify(keys)}')`
  )
  write('config', `[profile tool]\ncredential_process = "${process.execPath}" "${tool}"\n`)

  const connected = await chatapp(dataDir, [...connect, '--aws-profile', 'tool'], ['yes\n'])

  expect(connected.exitCode).toBe(0)
  expect(readFileSync(runs, 'utf8')).toBe('x')
})

it('chooses how a backend is treated, names what stands out, and refuses what is no choice', async () => {
  const { connect, dataDir } = await setup()
  await chatapp(dataDir, connect)
  const set = async (...choices: string[]) => await chatapp(dataDir, ['backends', 'set', ...choices])

  expect(await set('Work', '--colour', 'red', '--protected', 'off', '--agents', 'unlocked')).toEqual({
    exitCode: 0,
    out: ['Work: red, not protected, queue desk read-only, agents unlocked'],
    err: []
  })
  const json = await set('local', '--queue-desk', 'unlocked', '--json')
  expect(JSON.parse(json.out.join())).toEqual({
    id: 'local',
    colour: 'grey',
    protected: false,
    queueDesk: 'unlocked',
    agents: 'locked'
  })
  expect((await chatapp(dataDir, ['backends'])).out).toEqual([
    '○ local: embedded, on this computer (queue desk unlocked)',
    expect.stringMatching(/^● Work: .* \(not protected, agents unlocked\)$/)
  ])
  expect((await set('Work', '--colour', 'plaid')).exitCode).toBe(2)
  expect(await set('nobody', '--agents', 'locked')).toMatchObject({
    exitCode: 1,
    err: [expect.stringContaining('no backend "nobody"')]
  })
})

it('refuses to send to a protected backend that was switched to, and says which option says it is meant', async () => {
  const { connect, dataDir, aws } = await setup()
  await chatapp(dataDir, connect)
  await chatapp(dataDir, ['use', 'local'])
  await chatapp(dataDir, ['use', 'Work'])
  aws.calls.length = 0

  const refused = await chatapp(dataDir, ['send', '/echo meant'])
  const sent = await chatapp(dataDir, ['send', '--yes', '/echo meant'])
  const again = await chatapp(dataDir, ['send', '/echo again'])

  expect(refused).toMatchObject({ exitCode: 1, err: [expect.stringMatching(/"Work" is protected.*--yes/)] })
  expect(sent).toMatchObject({ exitCode: 0, out: ['meant'] })
  expect(again).toMatchObject({ exitCode: 0, out: ['again'] })
})

it('works elsewhere for one command where options say so, and stores nothing of it', async () => {
  const { connect, dataDir, url, write, endpoint } = await setup()
  write('credentials', `[other]\naws_access_key_id = ${endpoint.accessKeyId}\naws_secret_access_key = x\n`)
  await chatapp(
    dataDir,
    connect.map((one) => (one === url ? 'http://127.0.0.1:1' : one))
  )
  const before = await chatapp(dataDir, ['backends', '--json'])

  const failed = await chatapp(dataDir, ['check', 'Work'])
  const elsewhere = await chatapp(dataDir, ['check', 'Work', '--endpoint-url', url, '--json'])
  const asked = ['--endpoint-url', url, '--region', 'eu-west-3', '--aws-profile', 'other']
  const others = await chatapp(dataDir, ['check', 'Work', ...asked])

  expect([failed.exitCode, elsewhere.exitCode]).toEqual([1, 0])
  expect(JSON.parse(elsewhere.out[0] ?? '')).toMatchObject({
    step: 'destination',
    destination: { endpoint: { value: url }, credentials: { source: 'AWS_ACCESS_KEY_ID in the environment' } }
  })
  expect(others.out[0]).toBe(
    `✓ Where messages go: Region eu-west-3 (option --region). Endpoint ${url} (option --endpoint-url). Credentials: access key (AWS profile "other").`
  )
  expect(await chatapp(dataDir, ['backends', '--json'])).toEqual(before)
})
