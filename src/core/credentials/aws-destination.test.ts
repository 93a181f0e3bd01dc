import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it, vi } from 'vitest'
import type { CredentialSource } from '../../shared/backend-config'
import {
  clientTarget,
  destinationOf,
  destinationOfEmulator,
  endpointOf,
  endpointToKeep,
  surroundings,
  type AwsService
} from './aws-destination'
import { aHome } from '../fakes/test-home'

const files = `[default]
endpoint_url = https://default.example
use_fips_endpoint = true
[profile work]
endpoint_url = https://work.example
services = ours
[services ours]
sqs =
  endpoint_url = https://sqs.work.example
cloudwatch_logs =
  endpoint_url = https://logs.work.example
[profile plain]
region = eu-west-1
[profile aloof]
endpoint_url = https://aloof.example
ignore_configured_endpoint_urls = true
[profile insecure]
endpoint_url = http://queues.example
[profile lost]
services = nowhere
`
const profile = (name: string): CredentialSource => ({ type: 'profile', profile: name })
const environment: CredentialSource = { type: 'environment' }
const chosen = (credentials: CredentialSource, endpoint: string | null = null) => ({
  region: 'eu-central-1',
  credentials,
  endpoint
})

it.each<[AwsService, CredentialSource, Record<string, string>, string | null, RegExp]>([
  ['SQS', profile('work'), {}, 'https://sqs.work.example', /\[services ours\].*"work"/],
  ['CloudWatch Logs', profile('work'), {}, 'https://logs.work.example', /\[services ours\]/],
  ['CloudFormation', profile('work'), {}, 'https://work.example', /endpoint_url of AWS profile "work"/],
  ['SSO OIDC', profile('work'), {}, 'https://work.example', /"work"/],
  ['SQS', profile('plain'), {}, null, /AWS’s own/],
  ['STS', profile('plain'), { AWS_PROFILE: 'work' }, null, /AWS’s own/],
  ['SQS', profile('aloof'), {}, null, /AWS’s own/],
  ['SQS', environment, {}, 'https://default.example', /"default"/],
  ['SQS', environment, { AWS_PROFILE: 'work' }, 'https://sqs.work.example', /"work"/],
  ['SQS', { type: 'keys' }, {}, null, /AWS’s own/],
  [
    'SQS',
    profile('work'),
    { AWS_ENDPOINT_URL: 'https://all.example' },
    'https://all.example',
    /^AWS_ENDPOINT_URL$/
  ],
  [
    'CloudFormation',
    profile('work'),
    { AWS_ENDPOINT_URL: 'https://all.example', AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://cf.example' },
    'https://cf.example',
    /^AWS_ENDPOINT_URL_CLOUDFORMATION$/
  ],
  [
    'SQS',
    profile('work'),
    { AWS_ENDPOINT_URL: 'https://all.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    null,
    /AWS’s own/
  ]
])('%s of %j in %j is at %s', (service, credentials, env, value, source) => {
  aHome({ config: files, env })

  expect(endpointOf(service, chosen(credentials), surroundings())).toEqual({
    value,
    source: expect.objectContaining({ detail: expect.stringMatching(source) })
  })
})

it.each([
  [profile('work'), {}],
  [profile('plain'), {}],
  [environment, {}],
  [environment, { AWS_PROFILE: 'work' }],
  [profile('work'), { AWS_ENDPOINT_URL: 'https://all.example' }],
  [profile('work'), { AWS_ENDPOINT_URL: 'https://all.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }]
])('finds the endpoint for %j in %j where the SDK does for that profile', async (credentials, env) => {
  aHome({ config: files.replace('use_fips_endpoint = true\n', ''), env })
  const name = credentials.type === 'profile' ? { AWS_PROFILE: credentials.profile } : {}
  aHome({ config: files.replace('use_fips_endpoint = true\n', ''), env: { ...env, ...name } })

  const found = endpointOf('SQS', chosen(credentials), surroundings()).value

  expect(await whereTheSdkGoes()).toBe(new URL(found ?? 'https://sqs.eu-central-1.amazonaws.com').host)
})

it('lets no variable turn a custom endpoint into an error of the SDK', () => {
  aHome({ config: files, env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_ENDPOINT_URL: 'http://localhost:1' } })

  expect(clientTarget('SQS', chosen(environment), surroundings())).toMatchObject({ useFipsEndpoint: false })
})

it.each([
  [profile('insecure'), {}, /^endpoint_url of AWS profile "insecure": .*in the clear/],
  [profile('lost'), {}, /^services: .*nowhere/],
  [profile('plain'), { AWS_ENDPOINT_URL: 'nonsense' }, /^AWS_ENDPOINT_URL: .*not a URL/]
])('says what is wrong with the endpoint of %j in %j', (credentials, env, message) => {
  aHome({ config: files, env })

  expect(() => clientTarget('SQS', chosen(credentials), surroundings())).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) })
  )
})

it('keeps what only the environment names, and leaves to the profile what the profile names', () => {
  aHome({ config: files })
  expect(endpointToKeep(chosen(profile('work')), surroundings())).toBeNull()
  expect(endpointToKeep(chosen(environment), surroundings())).toBe('https://default.example')

  aHome({ config: files, env: { AWS_ENDPOINT_URL: 'https://all.example' } })
  expect(endpointToKeep(chosen(profile('work')), surroundings())).toBe('https://all.example')
  expect(endpointToKeep(chosen(profile('work'), 'https://mine.example'), surroundings())).toBe(
    'https://mine.example'
  )
})

it.each([
  ['ChatAPP', 'https://sqs.eu-central-1.amazonaws.com', 'AWS’s own', {}],
  ['ChatAPP', 'https://sqs-fips.eu-central-1.api.aws', 'AWS’s own', both()],
  [
    'https://sqs.eu-central-1.api.aws/123456789012/Q',
    'https://sqs.eu-central-1.api.aws',
    'the queue’s URL',
    {}
  ]
])('tells where %s is: %s', (requestQueue, value, source, env) => {
  aHome({ config: files, env })
  const config = {
    ...chosen(profile('plain')),
    requestQueue,
    id: 'work',
    kind: 'aws' as const,
    name: 'Work',
    sharedResponseQueue: 'ChatAPP-responses',
    deadLetterQueue: 'ChatAPP-dlq',
    functionName: 'MessageProcessor',
    stackName: null
  }

  expect(destinationOf(config).endpoint).toMatchObject({ value, source })
})

function both() {
  return { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }
}

/** The host that a client of the SDK calls which is told nothing. */
async function whereTheSdkGoes(): Promise<string> {
  const client = new SQSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ hostname }: { hostname: string }) => {
        throw new Error(hostname)
      }
    }
  })
  return await client.send(new ListQueuesCommand({})).then(
    () => '',
    (error: Error) => error.message
  )
}

it.each<[string, Record<string, string>, object]>([
  ['no proxy and no authorities', {}, {}],
  [
    'the proxy for its protocol, without who goes through it',
    { HTTPS_PROXY: 'http://ada:secret@proxy.example:3128', HTTP_PROXY: 'http://other.example:1' },
    { proxy: { value: 'http://proxy.example:3128', source: 'HTTPS_PROXY in the environment' } }
  ],
  [
    'no proxy for a host that NO_PROXY names',
    { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'localhost, .example' },
    {}
  ],
  [
    'authorities of the environment before those of the profile',
    { AWS_CA_BUNDLE: 'here.pem' },
    { authorities: { value: 'here.pem', source: 'AWS_CA_BUNDLE in the environment' } }
  ],
  [
    'authorities of the profile',
    { AWS_PROFILE: 'secured' },
    { authorities: { value: 'there.pem', source: 'ca_bundle of AWS profile "secured"' } }
  ]
])('tells of the way there: %s', (_, env, way) => {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'])
    vi.stubEnv(name, undefined)
  aHome({ config: '[profile secured]\nca_bundle = there.pem\n', env })

  const { proxy, authorities } = destinationOfEmulator({
    id: 'emulator',
    kind: 'emulator',
    name: 'Emulator',
    endpoint: 'https://queues.example',
    region: 'eu-central-1',
    credentials: environment,
    product: 'SQS server',
    version: null,
    processor: 'here'
  })

  const found = JSON.parse(JSON.stringify({ proxy, authorities })) as Record<
    string,
    { value: string; source: string }
  >
  for (const one of Object.values(found)) delete (one as { said?: unknown }).said
  expect(found).toEqual(way)
})
