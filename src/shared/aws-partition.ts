/** A partition of AWS: regions that share their accounts, domains and console. */
export interface Partition {
  /** As ARNs name it. */
  readonly id: string
  readonly dnsSuffix: string
  /** Of endpoints that speak IPv6 too. */
  readonly dualStackDnsSuffix: string
  /** Where its console is, below the region's name. */
  readonly console: string
}

/** The domain of the services in a region. By itself, for MessageProcessor needs no more of the partitions. */
export const dnsSuffixOf = (region: string): string =>
  region.startsWith('cn-')
    ? 'amazonaws.com.cn'
    : region.startsWith('eusc-')
      ? 'amazonaws.eu'
      : 'amazonaws.com'

const commercial: Partition = {
  id: 'aws',
  dnsSuffix: dnsSuffixOf(''),
  dualStackDnsSuffix: 'api.aws',
  console: 'console.aws.amazon.com'
}

/** The SDK's `partitions.json`, as far as the partitions can be reached without a clearance. */
const byPrefix: readonly (readonly [prefix: string, partition: Partition])[] = [
  [
    'cn-',
    {
      id: 'aws-cn',
      dnsSuffix: dnsSuffixOf('cn-'),
      dualStackDnsSuffix: 'api.amazonwebservices.com.cn',
      console: 'console.amazonaws.cn'
    }
  ],
  ['us-gov-', { ...commercial, id: 'aws-us-gov', console: 'console.amazonaws-us-gov.com' }],
  [
    'eusc-',
    {
      id: 'aws-eusc',
      dnsSuffix: dnsSuffixOf('eusc-'),
      dualStackDnsSuffix: 'api.amazonwebservices.eu',
      console: 'console.amazonaws-eusc.eu'
    }
  ]
]

/** The partition that a region is in. */
export const partitionOf = (region: string): Partition =>
  byPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial

/** The console of a region; each partition has its own. */
export const consoleHost = (region: string): string => `${region}.${partitionOf(region).console}`

/** AWS: hosts of SQS with their region and domain: the common form and dual-stack, each with FIPS, the old one, and VPC endpoints. */
const sqsHosts: readonly RegExp[] = [
  /^sqs(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+)$/,
  /^([a-z0-9-]+)\.queue\.([a-z0-9.-]+)$/,
  /^vpce-[a-z0-9-]+\.sqs\.([a-z0-9-]+)\.vpce\.([a-z0-9.-]+)$/
]

/** The region of a host of SQS on AWS; null for any other host. */
export function regionOfSqsHost(host: string): string | null {
  if (host === 'queue.amazonaws.com') return 'us-east-1'
  for (const pattern of sqsHosts) {
    const [, region, domain = ''] = pattern.exec(host) ?? []
    if (region === undefined) continue
    const { dnsSuffix, dualStackDnsSuffix } = partitionOf(region)
    if (domain === dnsSuffix || domain === dualStackDnsSuffix) return region
  }
  return null
}

/** The region that a queue's URL names; null for a name alone and for a server that is not AWS. */
export function regionOfQueue(queue: string): string | null {
  const text = queue.trim()
  return URL.canParse(text) ? regionOfSqsHost(new URL(text).hostname) : null
}

/** The host that the SDK itself goes to for SQS in a region, and its old form: neither asks for anything special. */
export const isUsualSqsHost = (host: string): boolean =>
  !/^(?:sqs-fips|vpce-)/.test(host) && !/\.api\.(?:aws|amazonwebservices\.[a-z.]+)$/.test(host)
