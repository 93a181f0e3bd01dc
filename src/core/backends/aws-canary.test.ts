import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { events, type EventName } from '../../shared/contract'
import { Translator } from '../../words/translator'
import { dispatch } from '../calls/dispatch'
import { anAccount, anApp, answered, connectionThat } from '../fakes/test-account'

/** Another host's step, or a call that fails and is made again, may take longer than the second of `waitFor`. */
const within = { timeout: 10_000 }

const canaries = {
  profileSecret: 'CANARY/profile+secret/key==',
  environmentSecret: 'CANARY-environment-secret',
  environmentToken: 'CANARY-environment-session-token',
  typedSecret: 'CANARY-typed-secret-key',
  typedToken: 'CANARY-typed-session-token',
  processSecret: 'CANARY-process-secret-key',
  cachedToken: 'CANARY-cached-sso-token',
  secretAccessKey: 'CANARY-issued-secret-key',
  sessionToken: 'CANARY-issued-session-token',
  accessToken: 'CANARY-issued-access-token',
  clientSecret: 'CANARY-issued-client-secret'
}

const config = `[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile mfa]
role_arn = arn:aws:iam::123456789012:role/Chat
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
`

it('lets no secret leave: not by a call, an event, an error, the log, the database or the page for keys', async () => {
  const { secretAccessKey, sessionToken, accessToken, clientSecret } = canaries
  const {
    aws,
    config: backend,
    write,
    writeToken,
    home,
    endpoint
  } = await anAccount({
    secretAccessKey,
    sessionToken,
    accessToken,
    clientSecret
  })
  const tool = join(home, 'tool.mjs')
  writeFileSync(tool, `process.stderr.write('${canaries.processSecret}'); process.exit(1)`)
  write('config', `${config}[profile tool]\ncredential_process = "${process.execPath}" "${tool}"\n`)
  write(
    'credentials',
    `[keys]\naws_access_key_id = ${endpoint.accessKeyId}\naws_secret_access_key = ${canaries.profileSecret}\n`
  )
  writeToken('corp', { accessToken: canaries.cachedToken, expiresAt: new Date(0).toISOString() })
  const { endpoint: server } = backend()
  for (const name of ['STS', 'SSO', 'SSO_OIDC']) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, server ?? '')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', canaries.environmentSecret)
  vi.stubEnv('AWS_SESSION_TOKEN', canaries.environmentToken)
  const dataDir = temporaryFolder()
  const left: unknown[] = []
  const app = await anApp(dataDir, { host: 'browser' })
  for (const name of Object.keys(events) as EventName[]) app.on(name, (payload) => left.push([name, payload]))
  const call = async (name: string, input?: unknown) => {
    const result = await dispatch(app.handlers, name, input)
    left.push([name, result])
    return result
  }
  const use = async (fields: Parameters<typeof backend>[0]) => {
    await call('backends.save', backend(fields))
    await call('backends.activate', { id: fields?.id ?? 'work' })
  }

  // Environment: works, then expires, then is refused with a message that repeats the session token.
  await use({ id: 'environment', name: 'Environment' })
  await connectionThat(app, 'online', 'Environment')
  const { id } = await app.handlers['chat.send']({ text: '/echo hello' })
  await answered(app, id)
  aws.errors.set('SendMessageBatch', ['InvalidMessageContents', 400])
  const refused = await app.handlers['chat.send']({ text: 'refused' })
  await vi.waitFor(async () => {
    const detail = await app.handlers['chat.detail']({ id: refused.id })
    left.push(detail)
    expect(detail.message).toMatchObject({
      status: 'failed',
      reason: { message: expect.stringContaining('refused') }
    })
  }, within)
  aws.errors.clear()
  aws.expired = true
  await call('chat.send', { text: 'waits' })
  await connectionThat(app, 'paused')
  await call('backends.check', { id: 'environment' })
  aws.expired = false
  // Single sign-on: an expired token in the cache, a sign-in, and a role that is refused.
  aws.signIn = 'pending'
  await use({ id: 'sso', name: 'Sso', credentials: { type: 'profile', profile: 'work' } })
  await connectionThat(app, 'paused', 'Sign in')
  await call('credentials.prompts')
  aws.signIn = 'done'
  await vi.waitFor(() => expect(aws.calls).toContain('/federation/credentials'), within)
  aws.roleStatus = 403
  await call('backends.check', { id: 'sso' })
  // A role with MFA, and a program that fails and prints a secret.
  await use({ id: 'mfa', name: 'Mfa', credentials: { type: 'profile', profile: 'mfa' } })
  await connectionThat(app, 'paused', 'MFA')
  await answerAll('123456')
  await vi.waitFor(() => expect(aws.tokenCode).toBe('123456'), within)
  await use({ id: 'tool', name: 'Tool', credentials: { type: 'profile', profile: 'tool' } })
  await connectionThat(app, 'paused', 'program')
  await answerAll()
  await connectionThat(app, 'paused', 'cannot be had')
  // Typed keys: wrong ones, then taken ones.
  await use({ id: 'typed', name: 'Typed', credentials: { type: 'keys' } })
  const opened = await app.handlers['aws.enterKeys']({ backendId: 'typed' })
  left.push(opened)
  const ticket = new URL(opened.path ?? '', 'http://localhost').searchParams.get('ticket') ?? ''
  const typed = { secretAccessKey: canaries.typedSecret, sessionToken: canaries.typedToken }
  left.push(
    await app.keyPage.answer({
      ticket,
      form: new URLSearchParams({ ...typed, accessKeyId: 'not a key' }).toString(),
      speaker: new Translator('en')
    })
  )
  left.push(
    await app.keyPage.answer({
      ticket,
      form: new URLSearchParams({ ...typed, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }).toString(),
      speaker: new Translator('en')
    })
  )
  // Malformed files.
  write('credentials', `[keys]\n${canaries.profileSecret}\n`)
  await call('aws.profiles')
  await call('backends.save', backend({ credentials: { type: 'profile', profile: 'keys' } }))
  for (const name of [
    'backends.list',
    'app.info',
    'connection.get',
    'settings.get',
    'notices.list',
    'responseQueues.list'
  ])
    await call(name)
  left.push(await call('data.export', {}))
  await app.stop()

  const everything = [JSON.stringify(left), ...filesOf(dataDir)].join('\n')
  for (const [name, secret] of Object.entries(canaries)) {
    const at = everything.indexOf(secret)
    expect({ name, leaked: at < 0 ? null : everything.slice(at - 200, at) }).toEqual({ name, leaked: null })
  }
  // The search looks in the right places: what is no secret is there.
  for (const text of [
    'backends.activate',
    'credentials.prompts',
    'Sign in to IAM',
    '[secret]',
    '"level":"info"'
  ])
    expect({ text, found: everything.includes(text) }).toEqual({ text, found: true })

  async function answerAll(code?: string): Promise<void> {
    for (const { id } of await app.handlers['credentials.prompts']())
      await call('credentials.answer', { id, accept: true, ...(code ? { code } : {}) })
  }
}, 60_000)

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
}
