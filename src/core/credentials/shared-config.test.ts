import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { listProfiles, profileOf, readSharedConfig } from './shared-config'
import { aHome } from '../fakes/test-home'

const read = () => readSharedConfig(process.env)

it('lists every kind of profile with its region and nothing secret', () => {
  aHome({
    config: `# comment
[default]
region = eu-central-1
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
region=eu-west-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/Chat
source_profile = default
s3 =
  max_concurrent_requests = 20
[profile tool]
credential_process = /opt/tool --get
[profile half]
sso_session = gone
[profile empty]
`,
    credentials: '[default]\r\naws_access_key_id = AKIAEXAMPLE\r\naws_secret_access_key = CANARY\r\n'
  })

  const profiles = listProfiles(read())

  expect(profiles).toEqual([
    { name: 'default', kind: 'keys', region: 'eu-central-1', detail: null, problem: null },
    {
      name: 'sso',
      kind: 'sso',
      region: 'eu-west-1',
      detail: 'https://corp.awsapps.com/start',
      problem: null
    },
    {
      name: 'role',
      kind: 'role',
      region: null,
      detail: 'arn:aws:iam::123456789012:role/Chat',
      problem: null
    },
    { name: 'tool', kind: 'process', region: null, detail: '/opt/tool --get', problem: null },
    {
      name: 'half',
      kind: 'sso',
      region: null,
      detail: null,
      problem: expect.stringContaining('[sso-session gone]'),
      said: [expect.objectContaining({ key: 'input.field' })]
    },
    {
      name: 'empty',
      kind: 'other',
      region: null,
      detail: null,
      problem: expect.stringContaining('no credentials'),
      said: [{ key: 'profile.empty', params: { name: 'empty' } }]
    }
  ])
  expect(JSON.stringify(profiles)).not.toContain('CANARY')
})

it.each([
  ['[default\naws_access_key_id = x', 1],
  ['aws_access_key_id = x', 1],
  ['[work]\n\nCANARY without an equals sign', 3],
  ['[work]\n= CANARY', 2],
  ['[]', 1]
])(
  'names file and line of %j when the profile cannot be used, and does not quote it',
  (credentials, line) => {
    const { home } = aHome({ credentials, config: '[profile work]\nregion = eu-west-1\n' })

    const [work] = listProfiles(read())

    expect(work?.problem).toContain(`${join(home, '.aws', 'credentials')}, line ${line}: `)
    expect(work?.problem).not.toContain('CANARY')
  }
)

it('names no fault of another profile, and none where nothing is missing', () => {
  const keys = 'aws_access_key_id = a\naws_secret_access_key = b\n'
  aHome({ credentials: `[other]\nnonsense\n[work]\n${keys}nonsense\n` })

  expect(listProfiles(read())).toMatchObject([
    { name: 'other', problem: expect.stringContaining('line 2: ') },
    { name: 'work', problem: null }
  ])
})

it('reads the files that the environment names', () => {
  const { home, write } = aHome()
  write('config', '[profile elsewhere]\nregion = us-east-1\n')
  vi.stubEnv('AWS_CONFIG_FILE', join(home, '.aws', 'config'))

  expect([...read().profiles.keys()]).toEqual(['elsewhere'])
})

it('names the profiles that exist when one does not', () => {
  aHome({ credentials: '[ada]\naws_access_key_id = a\n[bob]\naws_access_key_id = b\n' })

  const config = read()

  expect(() => profileOf(config, 'eve')).toThrow(
    'profile: There is no AWS profile "eve". There are: ada, bob.'
  )
})

it('says that a role leads back to itself, or to a profile that does not exist', () => {
  const role = 'role_arn = arn:aws:iam::123456789012:role/Chat'
  aHome({
    config: `[profile a]\n${role}\nsource_profile = b\n[profile b]\n${role}\nsource_profile = a\n[profile c]\n${role}\nsource_profile = d\n`
  })

  expect(listProfiles(read()).map(({ problem }) => problem)).toEqual([
    'source_profile of "b" leads back to "a".',
    'source_profile of "a" leads back to "b".',
    'profile: There is no AWS profile "d". There are: a, b, c.'
  ])
})

it('has no profiles where there are no files', () => {
  aHome()

  expect(listProfiles(read())).toEqual([])
})
