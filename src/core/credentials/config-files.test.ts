import { fromIni } from '@aws-sdk/credential-providers'
import { expect, it } from 'vitest'
import { aHome } from '../fakes/test-home'
import { readSharedConfig, sharedConfigFiles, type SharedConfig } from './shared-config'
import table from './config-files.fixture.json'

/** A profile as both boto3 and we read it; `keys` are id, secret and token. */
type Answer = { region?: string | null; keys?: (string | null)[]; services?: Record<string, string> }
interface Case {
  readonly name: string
  readonly config?: string
  readonly credentials?: string
  /** What boto3 answers, as `test-aws/config-files.test.ts` asks it. */
  readonly boto3: Record<string, Answer> | { refused: string }
  /** What is read where boto3 refuses the file, or keeps a comment. */
  readonly read?: Record<string, Answer>
  /** False where the SDK reads less. */
  readonly sdk?: boolean
}
const cases = table as unknown as Case[]

it.each(cases)('reads $name as boto3 does, and where it refuses all, what is whole', (one) => {
  aHome(one)

  expect(answers(readSharedConfig(process.env))).toEqual(one.read ?? one.boto3)
})

it.each(cases.filter(({ sdk }) => sdk !== false))('reads $name as the SDK does', async (one) => {
  aHome(one)
  const files = sharedConfigFiles(process.env)

  const read = answers(readSharedConfig(process.env))

  for (const [profile, { keys }] of Object.entries(read)) {
    const provide = fromIni({
      profile,
      filepath: files.credentials,
      configFilepath: files.config,
      ignoreCache: true
    })
    const found = await provide().catch(() => null)
    expect(found === null ? undefined : identityOf(found)).toEqual(keys)
  }
})

const identityOf = (found: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => [
  found.accessKeyId,
  found.secretAccessKey,
  found.sessionToken ?? null
]

function answers({ profiles, services }: SharedConfig): Record<string, Answer> {
  return Object.fromEntries(
    [...profiles].map(([name, values]) => {
      const section = services.get(values.get('services') ?? '')
      const id = values.get('aws_access_key_id')
      const secret = values.get('aws_secret_access_key')
      return [
        name,
        {
          region: values.get('region') ?? null,
          ...(id && secret ? { keys: [id, secret, values.get('aws_session_token') ?? null] } : {}),
          ...(section ? { services: endpointsOf(section) } : {})
        }
      ]
    })
  )
}

const endpointsOf = (section: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    [...section]
      .filter(([key]) => key.endsWith('.endpoint_url'))
      .map(([key, value]) => [key.replace('.endpoint_url', ''), value])
  )
