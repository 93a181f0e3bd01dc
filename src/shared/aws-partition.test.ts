import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { partitionOf } from './aws-partition'

const regions = [
  'us-east-1',
  'ap-southeast-7',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'eusc-de-east-1'
]

it.each(regions)('knows the domains of %s as the SDK does, which the page cannot ask', (region) => {
  const client = new SQSClient({ region })
  const host = (UseDualStack: boolean): string | undefined =>
    client.config.endpointProvider?.({ Region: region, UseDualStack }).url.hostname

  const { dnsSuffix, dualStackDnsSuffix } = partitionOf(region)

  expect(host(false)).toBe(`sqs.${region}.${dnsSuffix}`)
  expect(host(true)).toBe(`sqs.${region}.${dualStackDnsSuffix}`)
  client.destroy()
})
