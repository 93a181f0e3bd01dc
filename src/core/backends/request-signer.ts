import type { SQSClientConfig } from '@aws-sdk/client-sqs'
import { Signer, stampOf } from '../../platform/sigv4'

type Sign = InstanceType<NonNullable<SQSClientConfig['signerConstructor']>>['sign']

/** Who calls; `sessionToken` for a while only. */
interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface RequestSignerDeps {
  /** Looked up for each call: they may be others by then. */
  readonly credentials: () => Promise<Credentials>
  /** Where a call does not say it. */
  readonly region: () => Promise<string>
}

/** Signers of the credentials in use, which the SDK hands over anew with each call. */
const signers = new WeakMap<Credentials, Signer>()

/**
 * Signs the SDK's calls of SQS in place of its own signer, which took a third of a call's time, on AWS as locally.
 *
 * Signed is what AWS demands: the host, the content's type and every `x-amz-` header; and the body.
 */
export class RequestSigner {
  constructor(private readonly deps: RequestSignerDeps) {}

  readonly sign: Sign = async (request, { signingDate = new Date(), signingRegion, signingService } = {}) => {
    const credentials = await this.deps.credentials()
    const stamp = stampOf(Number(signingDate))
    const scope = {
      date: stamp.slice(0, 8),
      region: signingRegion ?? (await this.deps.region()),
      service: signingService ?? 'sqs'
    }
    const { sessionToken } = credentials
    const headers = {
      ...Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])
      ),
      'x-amz-date': stamp,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken })
    }
    const signedHeaders = Object.keys(headers).filter(isSigned).toSorted()
    const { method, path, body = '' } = request
    const authorization = signerOf(credentials).authorization(
      credentials.accessKeyId,
      { method, path: escaped(path), headers, body },
      { scope, stamp, signedHeaders }
    )
    return Object.assign(request, { headers: { ...headers, authorization } })
  }
}

function signerOf(credentials: Credentials): Signer {
  const signer = signers.get(credentials) ?? new Signer(credentials.secretAccessKey)
  signers.set(credentials, signer)
  return signer
}

const isSigned = (name: string): boolean =>
  name === 'host' || name === 'content-type' || name.startsWith('x-amz-')

/** AWS: a path is escaped once more than it stands on the wire. */
const escaped = (path: string): string =>
  path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replaceAll(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
      )
    )
    .join('/')
