import type {
  AwsBackendConfig,
  CredentialSource,
  Destination,
  EmulatorBackendConfig,
  OtherPlace
} from '../../shared/backend-config'
import type { ClientTarget, ProxyEnv } from '../../shared/client-target'
import { fieldError } from '../../shared/errors'
import { say, sayForeign, type Told } from '../../shared/said'
import { trustAuthorities } from '../../platform/trusted-authorities'
import { partitionOf, regionOfSqsHost } from '../../shared/aws-partition'
import {
  assertEmulatorEndpoint,
  assertEndpoint,
  isOwnHost,
  parseQueueAddress,
  type QueueAddress
} from '../../shared/queue-address'
import { inContainer } from './machine-role'
import { kindOf, profileOf, readSharedConfig, type ProfileValues, type SharedConfig } from './shared-config'

/** A service as the SDK names it: its variables and its part of a `services` section are made from this. */
export type AwsService =
  | 'SQS'
  | 'S3'
  | 'CloudFormation'
  | 'CloudWatch'
  | 'CloudWatch Logs'
  | 'Lambda'
  | 'STS'
  | 'SSO'
  | 'SSO OIDC'

/** What decides where the calls of a backend go. */
export interface Chosen {
  readonly region: string
  readonly credentials: CredentialSource
  /** The endpoint that the backend itself has; null where the environment or the profile say. */
  readonly endpoint: string | null
}

/** Where values are looked up: the environment and the shared AWS files, both as of now. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly shared: SharedConfig
}

/** The surroundings as of now. Throws `invalid_input` when an AWS file may not be read. */
export const surroundings = (): Surroundings => ({ env: process.env, shared: readSharedConfig(process.env) })

/** A value and where it comes from. */
export interface Sourced<T> {
  readonly value: T
  readonly source: Told
}

/**
 * Where a client of a service goes. In the SDK's order: the backend's own endpoint, the environment, the chosen
 * profile, AWS. Throws `invalid_input`, naming the variable or profile, for an endpoint that is not usable, and for a file of
 * authorities (`AWS_CA_BUNDLE`, a profile's `ca_bundle`) that is none.
 */
export function clientTarget(service: AwsService, chosen: Chosen, around: Surroundings): ClientTarget {
  trustBundle(chosen, around)
  const { value: endpoint } = endpointOf(service, chosen, around)
  const flag = (variable: string, key: string): boolean =>
    endpoint === null && isTrue(around.env[variable] || profileValues(chosen, around).get(key))
  return {
    region: chosen.region,
    ...(endpoint === null ? {} : { endpoint }),
    ...proxyTo(endpoint, around),
    // The SDK refuses either beside an endpoint.
    useFipsEndpoint: flag('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
    useDualstackEndpoint: flag('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint')
  }
}

function trustBundle(chosen: Chosen, around: Surroundings): void {
  const named = bundleOf(chosen, around)
  const bad = trustAuthorities(named ? [named.value] : [])
  if (bad === null) return
  const name = around.env['AWS_CA_BUNDLE'] ? 'AWS_CA_BUNDLE' : 'ca_bundle'
  throw fieldError('ca_bundle', 'aws.ca_bundle', { name, file: bad })
}

/** The file of authorities that is named, and where; null where none is. */
function bundleOf(chosen: Chosen, around: Surroundings): Sourced<string> | null {
  const inEnvironment = around.env['AWS_CA_BUNDLE']
  if (inEnvironment)
    return { value: inEnvironment, source: say('source.environment', { name: 'AWS_CA_BUNDLE' }) }
  const profile = profileName(chosen, around)
  const value = profileValues(chosen, around).get('ca_bundle')
  return value && profile !== null ? { value, source: say('source.ca_bundle', { profile }) } : null
}

/** A proxy as most programs are told of one; never to a server on this computer. */
export function proxyTo(endpoint: string | null, { env }: Surroundings): Pick<ClientTarget, 'proxyEnv'> {
  if (endpoint !== null && isOwnHost(new URL(endpoint))) return {}
  const named = Object.entries(env).filter(([name, value]) => value && /^(https?|no)_proxy$/i.test(name))
  if (!named.some(([name]) => !/^no/i.test(name))) return {}
  return { proxyEnv: Object.fromEntries(named) as ProxyEnv }
}

/** The endpoint of a service and where it comes from; null for AWS's own. Throws like `clientTarget`. */
export function endpointOf(
  service: AwsService,
  chosen: Chosen,
  around: Surroundings
): Sourced<string | null> {
  if (chosen.endpoint !== null && (service === 'SQS' || !isSqsAlone(chosen.endpoint)))
    return { value: chosen.endpoint, source: say('source.backend') }
  const found = fromEnvironment(service, around) ?? fromProfile(service, chosen, around)
  if (found === null || isIgnored(chosen, around)) return { value: null, source: say('source.aws') }
  assertEndpoint(found.value, found.source.detail)
  return found
}

/**
 * The endpoint that a backend has to keep, because what names it now may be gone at the next start: one that the
 * environment names, or the profile of a backend that names none. Null where the chosen profile says, or AWS's own.
 */
export function endpointToKeep(chosen: Chosen, around: Surroundings): string | null {
  const { value } = endpointOf('SQS', chosen, around)
  if (chosen.endpoint !== null || chosen.credentials.type !== 'profile') return value
  return fromEnvironment('SQS', around) === null || isIgnored(chosen, around) ? null : value
}

/** Region, endpoint and credentials of a backend, each with its source. Throws `invalid_input`, naming the field. */
export function destinationOf(
  config: AwsBackendConfig,
  around = surroundings(),
  place: OtherPlace = {}
): Destination {
  const named = endpointOf('SQS', config, around)
  const { endpoint } = parseQueueAddress({ ...config, endpoint: named.value })
  return {
    region: told(config.region, sourceIn(place, 'region')),
    endpoint:
      place.endpoint !== undefined
        ? told(place.endpoint, sourceIn(place, 'endpoint'))
        : endpoint === named.value
          ? told(endpoint ?? awsEndpoint(clientTarget('SQS', config, around)), named.source)
          : told(endpoint ?? '', say('source.queue_url')),
    credentials: describeCredentials(config.credentials, around),
    ...describeWay(endpoint ?? awsEndpoint(clientTarget('SQS', config, around)), config, around)
  }
}

/** Where a part of a backend's configuration comes from: itself, or an option of this run. */
const sourceIn = (place: OtherPlace, part: 'region' | 'endpoint'): Told =>
  place[part] === undefined
    ? say('source.backend')
    : say('source.option', { name: part === 'region' ? '--region' : '--endpoint-url' })

/** The same of an emulator. */
export function destinationOfEmulator(
  config: EmulatorBackendConfig,
  around = surroundings(),
  place: OtherPlace = {}
): Destination {
  const { region, endpoint, credentials } = config
  return {
    region: told(region, sourceIn(place, 'region')),
    endpoint: told(endpoint, sourceIn(place, 'endpoint')),
    credentials:
      credentials.type === 'dummy'
        ? told(say('way.keys'), say('source.dummy'))
        : describeCredentials(credentials, around),
    ...describeWay(endpoint, { region, endpoint, credentials: keysAt(credentials) }, around)
  }
}

/** Where SQS is for a backend: the address of its queue, and where clients go. Throws `invalid_input`, naming the field. */
export function sqsPlace(config: AwsBackendConfig): { address: QueueAddress; target: ClientTarget } {
  const target = clientTarget('SQS', config, surroundings())
  const { region, endpoint = null } = target
  const address = parseQueueAddress({ ...config, endpoint })
  return {
    address,
    target: address.endpoint === endpoint ? target : { region, endpoint: address.endpoint ?? '' }
  }
}

/**
 * What is kept of a backend that a user saves: with the endpoint that is named for it now. Throws `invalid_input`, naming
 * the field, for what is not usable.
 */
export function settledAccount(given: AwsBackendConfig): AwsBackendConfig {
  const around = surroundings()
  if (given.credentials.type === 'profile') profileOf(around.shared, given.credentials.profile)
  const { value: endpoint } = endpointOf('SQS', given, around)
  parseQueueAddress({ ...given, endpoint })
  return { ...given, endpoint: endpointToKeep(given, around) }
}

/** What is kept of an emulator that a user saves. Throws `invalid_input`, naming the field, for what is not usable. */
export function settledEmulator(given: EmulatorBackendConfig): EmulatorBackendConfig {
  const { credentials } = given
  if (credentials.type === 'profile') profileOf(readSharedConfig(process.env), credentials.profile)
  assertEmulatorEndpoint(given.endpoint, credentials.type === 'dummy')
  return { ...given, endpoint: given.endpoint.replace(/\/+$/, '') }
}

/** Keys that mean nothing belong to no profile, as typed ones do. */
const keysAt = (credentials: EmulatorBackendConfig['credentials']): CredentialSource =>
  credentials.type === 'dummy' ? { type: 'keys' } : credentials

/** What stands on the way to an endpoint: the proxy, as Node finds it, and the authorities that are trusted there. */
function describeWay(
  endpoint: string,
  chosen: Chosen,
  around: Surroundings
): Pick<Destination, 'proxy' | 'authorities'> {
  const url = new URL(endpoint)
  const { proxyEnv } = proxyTo(endpoint, around)
  const wanted = [`${url.protocol.slice(0, -1)}_proxy`, `${url.protocol.slice(0, -1)}_PROXY`.toUpperCase()]
  const name = wanted.find((one) => proxyEnv?.[one])
  const direct = isDirect(url.hostname, proxyEnv?.['no_proxy'] ?? proxyEnv?.['NO_PROXY'] ?? '')
  const bundle = bundleOf(chosen, around)
  return {
    ...(name !== undefined &&
      !direct && { proxy: told(withoutUser(proxyEnv?.[name] ?? ''), say('source.environment', { name })) }),
    ...(bundle && { authorities: told(bundle.value, bundle.source) })
  }
}

/** Whether `NO_PROXY` names a host: by itself, by a domain that it is in, or by "*". */
const isDirect = (host: string, list: string): boolean =>
  list
    .split(/[\s,]+/)
    .map((one) => one.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((one) => one === '*' || (one !== '' && (host === one || host.endsWith(`.${one}`))))

function withoutUser(proxy: string): string {
  if (!URL.canParse(proxy)) return proxy.replace(/^.*@/, '')
  const url = new URL(proxy)
  return `${url.protocol}//${url.host}`
}

/** A value, in words or as it is, and where it comes from, as the page is told. */
const told = (value: string | Told, source: Told): Destination['region'] => {
  const { detail, said } = typeof value === 'string' ? sayForeign(value) : value
  return { value: detail, source: source.detail, said: { value: said, source: source.said } }
}

function describeCredentials(source: CredentialSource, { env, shared }: Surroundings): Destination['region'] {
  switch (source.type) {
    case 'environment':
      return hasWebIdentity(env)
        ? told(say('way.web_identity'), say('source.environment', { name: 'AWS_WEB_IDENTITY_TOKEN_FILE' }))
        : told(say('way.keys'), say('source.environment', { name: 'AWS_ACCESS_KEY_ID' }))
    case 'machine':
      return told(say('way.machine'), say(inContainer(env) ? 'source.container' : 'source.instance'))
    case 'keys':
      return told(say('way.keys'), say('source.typed_in'))
    default:
      return told(
        say(ways[kindOf(profileOf(shared, source.profile))]),
        say('source.profile', { profile: source.profile })
      )
  }
}

const ways = {
  keys: 'way.keys',
  sso: 'way.sso',
  role: 'way.role',
  process: 'way.process',
  login: 'way.login',
  other: 'way.other'
} as const

/** Whether the environment names a web identity (EKS, GitHub Actions) and no keys, which go before it. */
export const hasWebIdentity = (env: NodeJS.ProcessEnv): boolean =>
  !env['AWS_ACCESS_KEY_ID'] && Boolean(env['AWS_WEB_IDENTITY_TOKEN_FILE'])

function fromEnvironment(service: AwsService, { env }: Surroundings): Sourced<string> | null {
  for (const name of [`AWS_ENDPOINT_URL_${service.toUpperCase().replaceAll(' ', '_')}`, 'AWS_ENDPOINT_URL']) {
    const value = env[name]
    if (value) return { value, source: sayForeign(name) }
  }
  return null
}

function fromProfile(service: AwsService, chosen: Chosen, around: Surroundings): Sourced<string> | null {
  const values = profileValues(chosen, around)
  const profile = String(profileName(chosen, around))
  const section = values.get('services')
  if (section !== undefined) {
    const services = around.shared.services.get(section)
    if (!services) {
      throw fieldError('services', 'profile.services_missing', { profile, section })
    }
    const value = services.get(`${service.toLowerCase().replaceAll(' ', '_')}.endpoint_url`)
    if (value) return { value, source: say('source.services', { section, profile }) }
  }
  const value = values.get('endpoint_url')
  return value ? { value, source: say('source.endpoint_url', { profile }) } : null
}

const isIgnored = (chosen: Chosen, around: Surroundings): boolean =>
  isTrue(
    around.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ||
      profileValues(chosen, around).get('ignore_configured_endpoint_urls')
  )

/** Keys that were typed in belong to no profile; those of the environment and the machine to the one that is named there. */
function profileName({ credentials }: Chosen, { env }: Surroundings): string | null {
  if (credentials.type === 'profile') return credentials.profile
  return credentials.type === 'keys' ? null : env['AWS_PROFILE'] || 'default'
}

const profileValues = (chosen: Chosen, around: Surroundings): ProfileValues =>
  around.shared.profiles.get(profileName(chosen, around) ?? '') ?? new Map()

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

/** The endpoint that the SDK makes for SQS. */
function awsEndpoint({ region, useFipsEndpoint, useDualstackEndpoint }: ClientTarget): string {
  const { dnsSuffix, dualStackDnsSuffix } = partitionOf(region)
  // The SDK: GovCloud has one host, which is FIPS.
  const fips = useFipsEndpoint && (useDualstackEndpoint || !region.startsWith('us-gov-')) ? '-fips' : ''
  return `https://sqs${fips}.${region}.${useDualstackEndpoint ? dualStackDnsSuffix : dnsSuffix}`
}

/** AWS answers for SQS alone at a host of SQS; another server answers for all services. */
const isSqsAlone = (endpoint: string): boolean => regionOfSqsHost(new URL(endpoint).host) !== null
