import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import type { Stack } from '@aws-sdk/client-cloudformation'
import { partitionOf } from '../../shared/aws-partition'
import { ChatError } from '../../shared/errors'
import { Signer, stampOf } from '../../platform/sigv4'

/** A call that has not been answered by then is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

export interface CodeBucketDeps {
  /** Another server than AWS; null for AWS. */
  readonly endpoint: string | null
  readonly region: string
  /** Whose bucket it has to be. */
  readonly account: string
  readonly credentials: () => Promise<{
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string | undefined
  }>
}

/** Where the code of a function is, that is too large for its template. */
export interface CodePlace {
  readonly bucket: string
  readonly key: string
}

/** What a deployment does with code. */
export interface CodePlan {
  /** Where the code goes before it begins; null where it stands in the template. */
  readonly place: CodePlace | null
  /** Where the code of the stack is now; null where it stands in the template. */
  readonly before: CodePlace | null
  readonly account: string
}

/** Whether the build could put the code into the template. */
export const codeIsInline = (template: string): boolean =>
  (JSON.parse(template) as { Metadata?: { ChatAPP?: { codeInline?: boolean } } }).Metadata?.ChatAPP
    ?.codeInline !== false

/** Where the code of a stack is, as its parameters say. */
export function placeOf(stack: Stack | null): CodePlace | null {
  const value = (key: string): string =>
    stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue ?? 'none'
  const [bucket, key] = [value('CodeBucket'), value('CodeKey')]
  return bucket === 'none' ? null : { bucket, key }
}

/** What the template is told of it; nothing where it stands in the template and did before. */
export function parametersForCode({ place, before }: CodePlan): { codeBucket?: string; codeKey?: string } {
  if (place) return { codeBucket: place.bucket, codeKey: place.key }
  return before ? { codeBucket: 'none', codeKey: 'none' } : {}
}

/** The bucket that is used where nobody names one. */
export const usualBucket = (account: string, region: string): string => `chatapp-code-${account}-${region}`

/** Named after its content: the same code is the same object, and no other code ever takes its place. */
export const keyOf = (code: string): string =>
  `chatapp/${createHash('sha256').update(code).digest('hex').slice(0, 40)}.zip`

/**
 * Puts a function's code into an S3 bucket, and takes it out again.
 *
 * Each call says whose bucket it has to be, so that nothing goes to one that somebody else has made under a name that
 * was expected. The three calls that are needed are signed here: the SDK's client for S3 is large.
 */
export class CodeBucket {
  constructor(private readonly deps: CodeBucketDeps) {}

  /** Stores code; a bucket that is missing is made, if it is the usual one. */
  async put({ bucket, key }: CodePlace, code: string): Promise<void> {
    const body = zipped('index.js', code)
    let status = await this.call('PUT', `${bucket}/${key}`, body)
    if (status === 404 && bucket === usualBucket(this.deps.account, this.deps.region)) {
      this.refuse(bucket, await this.call('PUT', bucket, this.place()))
      status = await this.call('PUT', `${bucket}/${key}`, body)
    }
    this.refuse(bucket, status)
  }

  /** Removes code that no function uses any more. Never throws: what stays costs next to nothing. */
  async drop({ bucket, key }: CodePlace): Promise<boolean> {
    return (await this.call('DELETE', `${bucket}/${key}`).catch(() => 0)) === 204
  }

  /** AWS: outside us-east-1 a new bucket says where it is. */
  private place(): Buffer {
    const { region } = this.deps
    if (region === 'us-east-1') return Buffer.alloc(0)
    return Buffer.from(
      `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
    )
  }

  private refuse(bucket: string, status: number): void {
    if (status === 200) return
    // 301: it is in another region. 403: somebody else's, or not allowed. 409: the name is taken.
    if ([301, 403, 409].includes(status)) throw new ChatError('code.bucket_refused', { bucket })
    if (status === 404) throw new ChatError('code.bucket_missing', { bucket })
    throw new ChatError('code.not_stored', { bucket, status: String(status) })
  }

  private async call(method: string, path: string, body: Buffer = Buffer.alloc(0)): Promise<number> {
    const { endpoint, region, account } = this.deps
    const base = endpoint ?? `https://s3.${region}.${partitionOf(region).dnsSuffix}`
    const url = new URL(`${base.replace(/\/$/, '')}/${path}`)
    const { accessKeyId, secretAccessKey, sessionToken } = await this.deps.credentials()
    const stamp = stampOf(Date.now())
    const scope = { date: stamp.slice(0, 8), region, service: 's3' }
    const headers: Record<string, string> = {
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      'x-amz-date': stamp,
      'x-amz-expected-bucket-owner': account,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken })
    }
    const signedHeaders = ['host', ...Object.keys(headers)].toSorted()
    const signed = { method, path: url.pathname, headers: { ...headers, host: url.host }, body }
    const signing = { scope, stamp, signedHeaders }
    const authorization = new Signer(secretAccessKey).authorization(accessKeyId, signed, signing)
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers, authorization },
        redirect: 'manual',
        signal: AbortSignal.timeout(CALL_LIMIT_MS),
        ...(method === 'PUT' ? { body: new Uint8Array(body) } : {})
      })
      await response.arrayBuffer()
      return response.status
    } catch (cause) {
      throw new ChatError('code.not_reached', { endpoint: url.origin }, { cause })
    }
  }
}

/** A ZIP archive with one file in it; the same bytes for the same text. */
export function zipped(name: string, text: string): Buffer {
  const data = Buffer.from(text)
  const packed = deflateRawSync(data, { level: 9 })
  const fileName = Buffer.from(name)
  // Of 1980, the first day that the format knows; readable by everybody, which Lambda wants.
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(0x0021_0000, 6)
  common.writeUInt32LE(crc32(data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(data.length, 18)
  common.writeUInt16LE(fileName.length, 22)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, fileName, packed])
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(0o100644 * 0x1_0000, 6)
  const central = Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0003'), common, rest, fileName])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\u0005\u0006'), end])
}
