import { expect, it } from 'vitest'
import { openPolicy } from './queue-policy'

const policy = (statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', ...statement }]
  })

it.each<[string, object]>([
  ['everybody', { Principal: '*' }],
  ['every account', { Principal: { AWS: '*' } }],
  ['every account among others', { Principal: { AWS: ['*', 'arn:aws:iam::1:root'] } }],
  ['all but somebody', { NotPrincipal: { AWS: 'arn:aws:iam::1:root' } }],
  ['everybody by TLS', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  [
    'everybody from everywhere',
    { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } } }
  ],
  ['any source', { Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': '*' } } }],
  [
    'who names no source',
    { Principal: '*', Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '1' } } }
  ],
  ['who is not one', { Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '1' } } }]
])('is open that lets in %s', (_, statement) => {
  expect(openPolicy(policy(statement), '123456789012')).toMatchObject({ actions: ['sqs:SendMessage'] })
})

it.each<[string, object]>([
  ['an account', { Principal: { AWS: 'arn:aws:iam::1:root' } }],
  ['a service', { Principal: { Service: 'sns.amazonaws.com' } }],
  ['one source', { Principal: '*', Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:x:1:t' } } }],
  ['one organization', { Principal: '*', Condition: { StringEquals: { 'AWS:PrincipalOrgID': 'o-1' } } }],
  ['some addresses', { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
  [
    'nobody without TLS',
    { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
  ]
])('is closed that lets in %s', (_, statement) => {
  expect(openPolicy(policy(statement), '123456789012')).toBeNull()
})

it('is told from what is no policy', () => {
  expect(openPolicy('', '1')).toBeNull()
  for (const text of ['{', '[]', '{"Statement":3}', 'null']) expect(openPolicy(text, '1')).toBe('unreadable')
})

it('is closed by the policy that is proposed', () => {
  const open = openPolicy(policy({ Principal: '*' }), '123456789012')

  expect(open !== null && open !== 'unreadable' && openPolicy(open.closed, '123456789012')).toBeNull()
})
