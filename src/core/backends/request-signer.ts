import type { SQSClientConfig } from '@aws-sdk/client-sqs'
import { Signer, stampOf } from '../../platform/sigv4'

type SignerConstructor = NonNullable<SQSClientConfig['signerConstructor']>
type Options = ConstructorParameters<SignerConstructor>[0]
type Sign = InstanceType<SignerConstructor>['sign']
type Credentials = Exclude<Options['credentials'], (...args: never[]) => unknown>

/** Signers of the credentials in use, which the SDK hands over anew with each call. */
const signers = new WeakMap<Credentials, Signer>()

/**
 * Signs the SDK's calls of SQS in place of its own signer, which took a third of a call's time, on AWS as locally.
 *
 * Signed is what AWS demands: the host, the content's type and every `x-amz-` header; and the body.
 */
export class RequestSigner {
  constructor(private readonly options: Options) {}

  readonly sign: Sign = async (request, { signingDate = new Date(), signingRegion, signingService } = {}) => {
    const credentials = await valueOf(this.options.credentials)
    const stamp = stampOf(Number(signingDate))
    const scope = {
      date: stamp.slice(0, 8),
      region: signingRegion ?? (await valueOf(this.options.region)),
      service: signingService ?? this.options.service
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

const valueOf = async <T>(given: T | ((...args: never[]) => Promise<T>)): Promise<T> =>
  typeof given === 'function' ? await (given as () => Promise<T>)() : given

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
