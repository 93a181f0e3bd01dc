import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Redactor } from '../../platform/redactor'
import { systemClock } from '../../shared/clock'
import type { CredentialSource } from '../../shared/backend-config'
import { aFakeAws } from '../fakes/fake-aws'
import { aHome } from '../fakes/test-home'
import { destinationOf, surroundings } from './aws-destination'
import { CredentialBroker } from './credential-broker'
import { CredentialPrompts } from './credential-prompts'
import { KeyVault } from './key-vault'
import { usualAccount } from './usual-account'

const role = '[profile work]\nrole_arn = arn:aws:iam::123456789012:role/Dev\nsource_profile = work\n'
const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = secret\n'
const container = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/role' }
const webIdentity = {
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/Pod'
}

const issued = {
  AccessKeyId: 'ASIAMACHINE',
  SecretAccessKey: 'machine-secret-access-key',
  Token: 'machine-session-token',
  Expiration: new Date(Date.now() + 3_600_000).toISOString()
}

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The metadata of an EC2 instance, by IMDSv2 alone; without a role where `role` is false. */
const anInstance = (hasRole = true): Promise<string> =>
  aServer((request, response) => {
    const path = request.url ?? ''
    const folder = '/latest/meta-data/iam/security-credentials/'
    const answers: Record<string, string> = {
      '/latest/api/token': request.method === 'PUT' ? 'token' : '',
      '/latest/meta-data/placement/region': 'eu-west-3',
      ...(hasRole
        ? { [folder]: 'Role', [`${folder}Role`]: JSON.stringify({ Code: 'Success', ...issued }) }
        : {})
    }
    const allowed = path === '/latest/api/token' || request.headers['x-aws-ec2-metadata-token'] === 'token'
    const answer = allowed ? answers[path] : undefined
    response.writeHead(answer === undefined ? 404 : 200).end(answer ?? '')
  })

function get(source: CredentialSource, endpoint?: string) {
  const blobs = { read: () => null, write: () => {} }
  const broker = new CredentialBroker({
    prompts: new CredentialPrompts(() => {}),
    vault: new KeyVault(blobs, null, new Redactor()),
    redactor: new Redactor(),
    accepted: new Set<string>(),
    mayAsk: () => true,
    clock: systemClock,
    endpoint
  })
  onTestFinished(() => broker.stop())
  return broker.provider(source, 'eu-central-1', 'work')()
}

const profile = (name: string): CredentialSource => ({ type: 'profile', profile: name })
const environment: CredentialSource = { type: 'environment' }

describe('whose credentials are usual, as the AWS CLI finds them:', () => {
  it.each<[string, CredentialSource, Parameters<typeof aHome>[0], string?]>([
    [
      'keys in the environment before AWS_PROFILE',
      environment,
      { env: { AWS_ACCESS_KEY_ID: 'A', AWS_PROFILE: 'work' } }
    ],
    ['a profile that is named before all', profile('team'), { env: { AWS_ACCESS_KEY_ID: 'A' } }, 'team'],
    ['AWS_PROFILE, there or not', profile('gone'), { env: { AWS_PROFILE: 'gone', ...container } }],
    [
      'a web identity before keys of a profile',
      environment,
      { config: `[default]\n${keys}`, env: webIdentity }
    ],
    [
      'a role of a profile before a web identity',
      profile('work'),
      { config: role, env: { AWS_PROFILE: 'work', ...webIdentity } }
    ],
    [
      'the default profile before the machine',
      profile('default'),
      { credentials: `[default]\n${keys}`, env: container }
    ],
    [
      'a container, where the default profile names a region alone',
      { type: 'machine' },
      { config: '[default]\nregion = eu-west-1', env: container }
    ],
    ['the default profile, where there is nothing', profile('default'), {}]
  ])('%s', async (_, credentials, home, named) => {
    aHome(home)

    expect((await usualAccount(surroundings(), named)).credentials).toEqual(credentials)
  })

  it('an EC2 instance, which knows its region, where nothing else says one', async () => {
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: await anInstance(), AWS_EC2_METADATA_DISABLED: '' }
    const { write } = aHome({ env })

    expect(await usualAccount(surroundings())).toEqual({
      credentials: { type: 'machine' },
      profile: 'default',
      region: 'eu-west-3'
    })
    write('config', '[default]\nregion = eu-south-1\n')
    expect(await usualAccount(surroundings())).toMatchObject({
      credentials: { type: 'machine' },
      region: 'eu-south-1'
    })
  })
})

describe('the role of the machine', () => {
  const machine: CredentialSource = { type: 'machine' }
  const identity = { accessKeyId: 'ASIAMACHINE', sessionToken: 'machine-session-token' }

  it('is its EC2 instance’s', async () => {
    aHome({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: await anInstance(), AWS_EC2_METADATA_DISABLED: '' } })

    expect(await get(machine)).toMatchObject(identity)
  })

  it('is its container’s, if it is in one', async () => {
    const url = await aServer((_, response) => response.end(JSON.stringify(issued)))
    aHome({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role` } })

    expect(await get(machine)).toMatchObject(identity)
  })

  it.each<[string, (instance: string) => Record<string, string>]>([
    [
      'an instance without a role',
      (url) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url, AWS_EC2_METADATA_DISABLED: '' })
    ],
    ['where the metadata are turned off', () => ({})],
    ['a container whose server fails', (url) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role` })]
  ])('is missed in words: %s', async (_, env) => {
    aHome({ env: env(await anInstance(false)) })

    await expect(get(machine)).rejects.toMatchObject({
      code: 'credentials',
      message: expect.stringMatching(/no role .* choose an AWS profile/)
    })
  })
})

it('takes the role of a web identity that the environment names', async () => {
  const aws = await aFakeAws()
  const { home } = aHome()
  writeFileSync(join(home, 'token'), 'header.payload.signature')
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(home, 'token'))
  vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/Pod')

  expect(await get({ type: 'environment' }, aws.url)).toMatchObject({ accessKeyId: 'ASIAROLE' })
  expect(aws.state.calls).toEqual(['AssumeRoleWithWebIdentity'])
})

it.each<[string, CredentialSource, Record<string, string>, string]>([
  ['a web identity', { type: 'environment' }, webIdentity, 'AWS_WEB_IDENTITY_TOKEN_FILE in the environment'],
  ['a container', { type: 'machine' }, container, 'its container'],
  ['an instance', { type: 'machine' }, {}, 'its EC2 instance']
])('says in words that credentials are of %s', (_, credentials, env, source) => {
  aHome({ env })
  const config = {
    id: 'work',
    kind: 'aws' as const,
    name: 'Work',
    region: 'eu-central-1',
    credentials,
    requestQueue: 'ChatAPP',
    sharedResponseQueue: 'ChatAPP-responses',
    deadLetterQueue: 'ChatAPP-dlq',
    functionName: 'MessageProcessor',
    stackName: null,
    endpoint: null
  }

  expect(destinationOf(config).credentials.source).toBe(source)
})
