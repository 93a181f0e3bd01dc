import { expect, it } from 'vitest'
import { RequestSigner } from './request-signer'

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
}
const signed = async (
  given: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
  { path = '/', body, headers = {} }: { path?: string; body?: string; headers?: Record<string, string> } = {}
) => {
  const signer = new RequestSigner({ credentials: async () => given, region: async () => 'us-east-1' })
  const request = {
    protocol: 'https:',
    hostname: 'example.amazonaws.com',
    method: 'POST',
    query: {},
    path,
    body,
    headers: { host: 'example.amazonaws.com', ...headers }
  }
  const signingDate = new Date('2015-08-30T12:36:00Z')
  const { headers: after } = await signer.sign(request, { signingDate, signingService: 'service' })
  return after['authorization']
}
const scope = 'Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request'

// Of AWS's own test suite for Signature Version 4: post-vanilla and post-sts-header-before.
it('signs as the test suite of AWS does, with and without a session', async () => {
  const sessionToken =
    'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='

  const all = [await signed(credentials), await signed({ ...credentials, sessionToken })]

  expect(all).toEqual([
    `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b`,
    `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead`
  ])
})
