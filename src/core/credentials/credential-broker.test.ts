import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AClock, DAY_MS } from '../../../test/a-clock'
import type { CredentialPrompt, CredentialSource } from '../../shared/backend-config'
import { systemClock, type Clock } from '../../shared/clock'
import { Redactor } from '../../platform/redactor'
import { CredentialBroker } from './credential-broker'
import { CredentialPrompts } from './credential-prompts'
import { aFakeAws } from '../fakes/fake-aws'
import { KeyVault, type KeyCipher } from './key-vault'
import { roleSessionFile } from './role-session'
import { readSharedConfig } from './shared-config'
import { aHome, type HomeFiles } from '../fakes/test-home'

const sso = `[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
`
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'typed-secret-access-key' }
const profile = (name: string): CredentialSource => ({ type: 'profile', profile: name })

const flip = (text: Buffer): Buffer => Buffer.from(text.map((byte) => byte ^ 0x55))

async function setup(
  files: HomeFiles = {},
  options: { mayAsk?: boolean; cipher?: KeyCipher; clock?: Clock } = {}
) {
  const home = aHome(files)
  const aws = await aFakeAws()
  const shown: CredentialPrompt[] = []
  const prompts = new CredentialPrompts((all) => {
    for (const prompt of all) if (!shown.some(({ id }) => id === prompt.id)) shown.push(prompt)
  })
  const blobs = new Map<string, string>()
  const vault = new KeyVault(
    {
      read: (name) => blobs.get(name) ?? null,
      write: (name, blob) => void (blob === null ? blobs.delete(name) : blobs.set(name, blob))
    },
    options.cipher ?? null,
    new Redactor()
  )
  const accepted = new Set<string>()
  const broker = new CredentialBroker({
    prompts,
    vault,
    redactor: new Redactor(),
    accepted,
    mayAsk: () => options.mayAsk ?? true,
    clock: options.clock ?? systemClock,
    endpoint: aws.url
  })
  onTestFinished(() => broker.stop())
  const ready: string[] = []
  broker.onReady((id) => ready.push(id))
  const get = (source: CredentialSource) => broker.provider(source, 'eu-central-1', 'work')()
  return { ...home, aws: aws.state, prompts, shown, vault, blobs, accepted, broker, ready, get }
}

it('takes keys of a profile, and looks anew when they changed and were refused', async () => {
  const { get, write, broker } = await setup({
    credentials: '[ada]\naws_access_key_id = AKIAONE\naws_secret_access_key = first-secret\n'
  })
  const first = await get(profile('ada'))
  write('credentials', '[ada]\naws_access_key_id = AKIATWO\naws_secret_access_key = second-secret\n')

  const remembered = await get(profile('ada'))
  broker.forget('work')
  const renewed = await get(profile('ada'))

  expect([first, remembered, renewed].map(({ accessKeyId }) => accessKeyId)).toEqual([
    'AKIAONE',
    'AKIAONE',
    'AKIATWO'
  ])
})

it('signs in to IAM Identity Center, and keeps the token where and as the SDK reads it, for this user alone', async () => {
  const { get, aws, shown, prompts, tokenFile, ready } = await setup({ config: sso })
  aws.registersBrowsers = false
  aws.signIn = 'pending'

  await expect(get(profile('work'))).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('Sign in')
  })
  expect(prompts.list()).toMatchObject([
    { kind: 'sso-login', backendId: 'work', url: expect.stringContaining('https://'), userCode: 'ABCD-EFGH' }
  ])
  aws.signIn = 'done'
  await vi.waitFor(() => expect(ready).toEqual(['work']))

  expect(await get(profile('work'))).toMatchObject({
    accessKeyId: 'ASIAISSUED',
    sessionToken: 'issued-session-token'
  })
  expect(prompts.list()).toEqual([])
  expect(shown).toHaveLength(1)
  const file = tokenFile('corp')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    startUrl: 'https://corp.awsapps.com/start',
    region: 'eu-west-1',
    accessToken: 'issued-access-token',
    clientId: 'client',
    expiresAt: expect.stringMatching(/Z$/)
  })
  const shared = process.platform === 'win32' ? 0 : statSync(file).mode & 0o077
  expect(shared).toBe(0)
})

it('uses the token that the AWS CLI has left, without asking', async () => {
  const { get, writeToken, shown } = await setup({ config: sso })
  writeToken('corp', {
    accessToken: 'from-the-cli',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString()
  })

  await get(profile('work'))

  expect(shown).toEqual([])
})

it('asks once for a sign-in when a token that looks good is refused, however many ask meanwhile', async () => {
  const { get, writeToken, aws, shown } = await setup({ config: sso })
  writeToken('corp', { accessToken: 'revoked', expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  aws.roleStatus = 401
  aws.signIn = 'pending'

  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => get(profile('work'))))
  const later = await Promise.allSettled([get(profile('work'))])

  expect([...answers, ...later].every(({ status }) => status === 'rejected')).toBe(true)
  expect(shown).toHaveLength(1)
  expect(aws.calls.filter((call) => call === '/federation/credentials')).toHaveLength(1)
})

it('does not ask for a sign-in that would not help, when the role is forbidden', async () => {
  const { get, writeToken, aws, shown } = await setup({ config: sso })
  writeToken('corp', { accessToken: 'good', expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  aws.roleStatus = 403

  await expect(get(profile('work'))).rejects.toMatchObject({ code: 'credentials' })

  expect(shown).toEqual([])
})

it('stops asking when the user declines, until they want it again', async () => {
  const { get, aws, prompts, shown, broker, ready } = await setup({ config: sso })
  aws.signIn = 'pending'
  await get(profile('work')).catch(() => {})
  prompts.answer(prompts.list()[0]?.id ?? '', { accept: false, code: '' })
  await vi.waitFor(() => expect(ready).toHaveLength(1))

  await expect(get(profile('work'))).rejects.toThrow('declined')
  expect(shown).toHaveLength(1)

  broker.forget('work', { ask: true })
  await get(profile('work')).catch(() => {})
  expect(shown).toHaveLength(2)
})

it('asks for the code of an MFA device and assumes the role with it', async () => {
  const { get, aws, prompts, ready } = await setup({
    config:
      '[profile chat]\nrole_arn = arn:aws:iam::123456789012:role/Chat\nsource_profile = ada\nmfa_serial = arn:aws:iam::123456789012:mfa/ada\n',
    credentials: '[ada]\naws_access_key_id = AKIAONE\naws_secret_access_key = first-secret\n'
  })
  await expect(get(profile('chat'))).rejects.toMatchObject({ code: 'credentials' })
  const [prompt] = prompts.list()
  const id = prompt?.id ?? ''

  expect(prompt).toMatchObject({ kind: 'mfa-code', detail: 'arn:aws:iam::123456789012:mfa/ada' })
  expect(() => prompts.answer(id, { accept: true, code: '' })).toThrow('code: ')
  prompts.answer(id, { accept: true, code: '123456' })
  await vi.waitFor(() => expect(ready).toHaveLength(1))

  expect(await get(profile('chat'))).toMatchObject({ accessKeyId: 'ASIAROLE' })
  expect(aws.tokenCode).toBe('123456')
})

it('runs a program of a profile only after it was shown and accepted, and remembers that by its hash', async () => {
  const { get, write, home, prompts, shown, ready, accepted, broker } = await setup()
  const script = join(home, 'tool.mjs')
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(join(home, 'runs'))}, 'x')
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 'process-secret' }))`
  )
  const command = `"${process.execPath}" "${script}"`
  write('config', `[profile tool]\ncredential_process = ${command}\n`)

  await get(profile('tool')).catch(() => {})
  expect(() => readFileSync(join(home, 'runs'))).toThrow('ENOENT')
  expect(prompts.list()).toMatchObject([{ kind: 'run-process', detail: command }])
  prompts.answer(prompts.list()[0]?.id ?? '', { accept: true, code: '' })
  await vi.waitFor(() => expect(ready).toHaveLength(1))

  expect(await get(profile('tool'))).toMatchObject({ accessKeyId: 'AKIATOOL' })
  broker.forget('work')
  await get(profile('tool'))
  expect(shown).toHaveLength(1)
  expect(readFileSync(join(home, 'runs'), 'utf8')).toBe('xx')
  expect([...accepted]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
})

it('says what is missing in the environment, and takes it once it is there', async () => {
  const { get } = await setup()
  await expect(get({ type: 'environment' })).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('AWS_ACCESS_KEY_ID')
  })

  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'environment-secret')

  expect(await get({ type: 'environment' })).toMatchObject({ accessKeyId: 'AKIAENV' })
})

it('does not fetch credentials for every call because a clock that is a day ahead takes them for expired', async () => {
  const clock = new AClock(Date.now() + DAY_MS)
  const expiration = new Date(Date.now() + 3_600_000).toISOString()
  const env = { AWS_SECRET_ACCESS_KEY: 'env-secret', AWS_CREDENTIAL_EXPIRATION: expiration }
  const { get } = await setup({ env: { ...env, AWS_ACCESS_KEY_ID: 'AKIAONE' } }, { clock })

  const first = await get({ type: 'environment' })
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATWO')
  clock.pass(59_000)
  const used = await get({ type: 'environment' })
  clock.pass(2000)
  const fresh = await get({ type: 'environment' })

  expect([first, used, fresh].map(({ accessKeyId }) => accessKeyId)).toEqual([
    'AKIAONE',
    'AKIAONE',
    'AKIATWO'
  ])
})

it('keeps typed keys in memory alone where nothing encrypts them', async () => {
  const { get, vault, blobs, broker, ready } = await setup()
  await expect(get({ type: 'keys' })).rejects.toMatchObject({ code: 'credentials' })
  await vault.put('work', keys)
  broker.retry('work')

  expect(await get({ type: 'keys' })).toEqual(keys)
  expect(blobs.size).toBe(0)
  expect(ready).toEqual(['work'])
})

it('stores typed keys only as what the operating system has encrypted', async () => {
  const cipher: KeyCipher = {
    available: async () => true,
    encrypt: async (text) => flip(Buffer.from(text)),
    decrypt: async (blob) => ({ text: flip(blob).toString(), outdated: false })
  }
  const { vault, blobs } = await setup({}, { cipher })

  await vault.put('work', keys)
  const another = new KeyVault(
    { read: (name) => blobs.get(name) ?? null, write: () => {} },
    cipher,
    new Redactor()
  )

  expect(Buffer.from(blobs.get('work') ?? '', 'base64').toString()).not.toContain(keys.secretAccessKey)
  expect(await another.get('work')).toEqual(keys)
})

it('asks nothing in a host beside the one that leads', async () => {
  const { get, shown } = await setup({ config: sso }, { mayAsk: false })

  await expect(get(profile('work'))).rejects.toThrow('open already')

  expect(shown).toEqual([])
})

it('says that AWS cannot be reached, and asks for no sign-in', async () => {
  const { get, aws, writeToken, shown } = await setup({ config: sso })
  writeToken('corp', { accessToken: 'good', expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  aws.roleStatus = 500

  await expect(get(profile('work'))).rejects.toMatchObject({ code: 'offline' })

  expect(shown).toEqual([])
})

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()

describe('asks for one sign-in at most', () => {
  const spaced = sso
    .replaceAll('corp\n', 'my corp\n')
    .replace('[sso-session corp]', '[sso-session "my corp"]')

  it('for a session with a space in its name, and finds its token the next time', async () => {
    const { get, shown, ready, broker } = await setup({ config: spaced })
    await get(profile('work')).catch(() => {})
    await vi.waitFor(() => expect(ready).toEqual(['work']))
    broker.forget('work')

    expect(await get(profile('work'))).toMatchObject({ accessKeyId: 'ASIAISSUED' })
    expect(shown).toHaveLength(1)
  })

  it.each([
    ['for a session with a space in its name', spaced, 'my corp', inAnHour()],
    ['for a token that expires in "UTC"', sso, 'corp', inAnHour().replace(/\.\d+Z$/, 'UTC')]
  ])('and none %s while its token lives', async (_, config, session, expiresAt) => {
    const { get, writeToken, shown } = await setup({ config })
    writeToken(session, { accessToken: 'alive', expiresAt })

    expect(await get(profile('work'))).toMatchObject({ accessKeyId: 'ASIAISSUED' })
    expect(shown).toEqual([])
  })

  it('and none for a profile that lacks sso_role_name: signing in would not help', async () => {
    const { get, shown, aws } = await setup({ config: sso.replace('sso_role_name = Dev\n', '') })

    await expect(get(profile('work'))).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringContaining('sso_role_name is missing in the profile "work"')
    })
    expect(shown).toEqual([])
    expect(aws.calls).toEqual([])
  })

  it('and none while an expired token can be renewed', async () => {
    const { get, writeToken, shown, aws } = await setup({ config: sso })
    writeToken('corp', {
      accessToken: 'old',
      expiresAt: '2020-01-01T00:00:00Z',
      clientId: 'client',
      clientSecret: 'client-secret',
      refreshToken: 'refresh'
    })

    expect(await get(profile('work'))).toMatchObject({ accessKeyId: 'ASIAISSUED' })
    expect(shown).toEqual([])
    expect(aws.calls).toEqual(['/token', '/federation/credentials'])
  })
})

it.each([
  ['aws_access_key_id: AKIAODD\raws_secret_access_key: a=b:c\r', undefined],
  ['  AWS_ACCESS_KEY_ID = AKIAODD\n  AWS_SECRET_ACCESS_KEY = a=b:c\n  aws_security_token = old\n', 'old']
])('signs with what %j says, past a fault in another section', async (lines, sessionToken) => {
  const { get } = await setup({ credentials: `[other\nnonsense\n[my work]\n${lines}` })

  expect(await get(profile('my work'))).toEqual({
    accessKeyId: 'AKIAODD',
    secretAccessKey: 'a=b:c',
    ...(sessionToken === undefined ? {} : { sessionToken })
  })
})

async function asked() {
  const context = await setup({ config: sso })
  context.aws.signIn = 'pending'
  await context.get(profile('work')).catch(() => {})
  const [prompt] = context.prompts.list()
  const authorize = new URL(prompt?.url ?? '')
  const back = new URL(authorize.searchParams.get('redirect_uri') ?? '')
  const bring = async (query: Record<string, string>) => {
    back.search = new URLSearchParams(query).toString()
    return (await fetch(back)).status
  }
  return { ...context, prompt, query: Object.fromEntries(authorize.searchParams), bring }
}

describe('signs in with the browser of this computer', () => {
  it('by a code that only the browser of this question brings, and proves that it was asked for here (PKCE)', async () => {
    const { prompt, query, bring, aws, ready, get, tokenFile } = await asked()
    expect(prompt).toMatchObject({
      userCode: 'ABCD-EFGH',
      deviceUrl: expect.stringContaining('https://device')
    })
    expect(query).toMatchObject({ response_type: 'code', client_id: 'client', scopes: 'sso:account:access' })

    expect(await bring({ code: 'forged', state: 'guessed' })).toBe(400)
    expect(await bring({ code: 'brought', state: query['state'] ?? '' })).toBe(200)
    await vi.waitFor(() => expect(ready).toEqual(['work']))

    const verifier = aws.exchanged?.['codeVerifier'] ?? ''
    expect(aws.exchanged).toMatchObject({ code: 'brought', redirectUri: query['redirect_uri'] })
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(query['code_challenge'])
    expect(await get(profile('work'))).toMatchObject({ accessKeyId: 'ASIAISSUED' })
    expect(JSON.parse(readFileSync(tokenFile('corp'), 'utf8'))).toMatchObject({ clientId: 'client' })
  })

  it('and is over when it is declined there', async () => {
    const { query, bring, ready, get } = await asked()

    await bring({ error: 'access_denied', state: query['state'] ?? '' })
    await vi.waitFor(() => expect(ready).toEqual(['work']))

    await expect(get(profile('work'))).rejects.toThrow('declined')
    await expect(bring({ code: 'late', state: query['state'] ?? '' })).rejects.toThrow('fetch failed')
  })

  it('but not for a profile without an [sso-session], as the AWS CLI', async () => {
    const old = sso.replace('sso_session = corp\n', sso.split('[sso-session corp]\n')[1] ?? '')
    const { get, aws, prompts } = await setup({ config: old })
    aws.signIn = 'pending'

    await get(profile('work')).catch(() => {})

    expect(prompts.list()).toMatchObject([
      { url: expect.stringContaining('https://device'), deviceUrl: null }
    ])
  })
})

const cache = (home: string): string => join(home, '.aws', 'cli', 'cache')

describe('a session of a role', () => {
  const role = `[profile chat]
role_arn = arn:aws:iam::123456789012:role/Chat
source_profile = ada
mfa_serial = arn:aws:iam::123456789012:mfa/ada
`
  const credentials = '[ada]\naws_access_key_id = AKIAONE\naws_secret_access_key = first-secret\n'
  // Python: sha1(json.dumps({'RoleArn': …, 'SerialNumber': …}, sort_keys=True))
  const named = 'bf3841b904997b38270b5e085213d5a939bd25db.json'
  const kept = (home: string, expiration: string): void => {
    mkdirSync(cache(home), { recursive: true })
    const Credentials = {
      AccessKeyId: 'ASIACLI',
      SecretAccessKey: 'cli-secret',
      SessionToken: 'cli-token',
      Expiration: expiration
    }
    writeFileSync(join(cache(home), named), JSON.stringify({ Credentials, ResponseMetadata: {} }))
  }

  it('is kept as the AWS CLI keeps it, for this user alone, so that no code is typed twice', async () => {
    const { get, prompts, shown, ready, home, broker } = await setup({ config: role, credentials })
    await get(profile('chat')).catch(() => {})
    prompts.answer(prompts.list()[0]?.id ?? '', { accept: true, code: '123456' })
    await vi.waitFor(() => expect(ready).toHaveLength(1))
    broker.forget('work')

    expect(await get(profile('chat'))).toMatchObject({ accessKeyId: 'ASIAROLE' })
    expect(shown).toHaveLength(1)
    expect(readdirSync(cache(home))).toEqual([named])
    expect(JSON.parse(readFileSync(join(cache(home), named), 'utf8'))).toEqual({
      Credentials: {
        AccessKeyId: 'ASIAROLE',
        SecretAccessKey: 'issued-secret-access-key',
        SessionToken: 'issued-session-token',
        Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
      }
    })
    const shared = process.platform === 'win32' ? 0 : statSync(join(cache(home), named)).mode & 0o077
    expect(shared).toBe(0)
  })

  it.each(['Z', 'UTC', '+00:00'])(
    'of the AWS CLI is used while it lives (%s), without asking',
    async (zone) => {
      const { get, home, shown, aws } = await setup({ config: role, credentials })
      kept(home, inAnHour().replace(/\.\d+Z$/, zone))

      expect(await get(profile('chat'))).toMatchObject({ accessKeyId: 'ASIACLI', sessionToken: 'cli-token' })
      expect([shown, aws.calls]).toEqual([[], []])
    }
  )

  it('is not used once it has expired', async () => {
    const { get, home } = await setup({ config: role, credentials })
    kept(home, new Date(Date.now() - 1000).toISOString())

    await expect(get(profile('chat'))).rejects.toThrow('MFA')
  })

  it('is not used again once AWS has refused it', async () => {
    const { get, home, broker } = await setup({ config: role, credentials })
    kept(home, inAnHour())
    await get(profile('chat'))

    broker.refuse('work')
    broker.forget('work')

    await expect(get(profile('chat'))).rejects.toThrow('MFA')
  })

  it('is named as Python names it, whatever is asked for', async () => {
    aHome({ config: `${role}role_session_name = zoë\nexternal_id = a"b\nduration_seconds = 900\n` })
    const values = readSharedConfig(process.env).profiles.get('chat')

    expect(roleSessionFile(values ?? new Map(), { HOME: '/home' })).toContain(
      'b39ffcb8c0c1c6205090f20c5839cc622ac39f86.json'
    )
  })
})

async function aTool(leftMs: number) {
  const clock = new AClock(Date.now())
  const context = await setup({}, { clock })
  const { home, write, accepted } = context
  const [tool, runs] = [join(home, 'tool.mjs'), join(home, 'runs')]
  const expiration = new Date(clock.now() + leftMs).toISOString()
  writeFileSync(
    tool,
    `import { appendFileSync, existsSync } from 'node:fs'
appendFileSync(${JSON.stringify(runs)}, 'x')
if (existsSync(${JSON.stringify(join(home, 'broken'))})) process.exit(1)
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIATOOL', SecretAccessKey: 's', Expiration: '${expiration}' }))`
  )
  const command = `"${process.execPath}" "${tool}"`
  write('config', `[profile tool]\ncredential_process = ${command}\n`)
  accepted.add(createHash('sha256').update(command).digest('hex'))
  const runsOf = (): number => readFileSync(runs, 'utf8').length
  return { ...context, clock, runsOf, breakIt: () => writeFileSync(join(home, 'broken'), '') }
}

const minutes = 60_000

describe('credentials that expire soon', () => {
  it('are renewed once, and then not before half of what they have left is over', async () => {
    const { get, clock, runsOf } = await aTool(12 * minutes)
    await get(profile('tool'))
    clock.pass(8 * minutes)
    for (let call = 0; call < 17; call++) await get(profile('tool'))
    expect(runsOf()).toBe(2)

    clock.pass(1.9 * minutes)
    await get(profile('tool'))
    expect(runsOf()).toBe(2)
    clock.pass(0.2 * minutes)
    await get(profile('tool'))

    expect(runsOf()).toBe(3)
  })

  it('are used to their end when they cannot be renewed, and asked for once a minute', async () => {
    const { get, clock, runsOf, breakIt } = await aTool(12 * minutes)
    await get(profile('tool'))
    breakIt()
    clock.pass(8 * minutes)

    for (let call = 0; call < 17; call++)
      expect(await get(profile('tool'))).toMatchObject({ accessKeyId: 'AKIATOOL' })
    expect(runsOf()).toBe(2)

    clock.pass(5 * minutes)
    await expect(get(profile('tool'))).rejects.toMatchObject({ code: 'credentials' })
  })
})

it('says that the session of "aws login" is missing, or has ended, and how to begin one', async () => {
  const session = 'arn:aws:iam::123456789012:user/ada'
  const { get, home } = await setup({ config: `[profile desk]\nlogin_session = ${session}\n` })
  const words = /no session of "aws login".*"desk".*aws login --profile desk/
  await expect(get(profile('desk'))).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringMatching(words)
  })
  const folder = join(home, 'login')
  vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', folder)
  mkdirSync(folder)
  const file = join(folder, `${createHash('sha256').update(session).digest('hex')}.json`)
  const accessToken = {
    accessKeyId: 'ASIALOGIN',
    secretAccessKey: 'login-secret',
    sessionToken: 'login-token',
    accountId: '123456789012',
    expiresAt: inAnHour()
  }
  const others = { clientId: 'arn:aws:signin:::devtools/same-device', refreshToken: 'again', dpopKey: 'key' }
  writeFileSync(file, JSON.stringify({ accessToken, ...others }))

  expect(await get(profile('desk'))).toMatchObject({ accessKeyId: 'ASIALOGIN' })

  writeFileSync(file, JSON.stringify({ ...others }))
  const { get: anew } = await setup({ config: `[profile desk]\nlogin_session = ${session}\n` })
  await expect(anew(profile('desk'))).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringMatching(words)
  })
})
