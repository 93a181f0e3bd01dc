// AWS Signature Version 4, for requests without a query: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac, createSecretKey, type BinaryLike, type KeyObject } from 'node:crypto'

/** What of a request is signed. Header names are in lower case. */
export interface SignableRequest {
  readonly method: string
  /** The path, escaped as it is signed; there is no query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string | Uint8Array
}

/** Who signs for what: the credential without its access key id. */
export interface SigningScope {
  /** `YYYYMMDD` */
  readonly date: string
  readonly region: string
  readonly service: string
}

/** What a signature covers beside the request. */
export interface Signing {
  readonly scope: SigningScope
  /** `YYYYMMDDTHHMMSSZ` */
  readonly stamp: string
  readonly signedHeaders: readonly string[]
}

/** Days and regions whose keys are remembered: a client uses one, and a new one a day. */
const MAX_KEYS = 16

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: BinaryLike | KeyObject, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest()
const scopeText = ({ date, region, service }: SigningScope): string =>
  `${date}/${region}/${service}/aws4_request`

/** Signs requests with one secret. The key of a day is derived once, so that a signature costs three hashes. */
export class Signer {
  /** As key objects, which a signature uses as they are: bytes would be made one each time, at six times the cost. */
  readonly #keys = new Map<string, KeyObject>()

  constructor(private readonly secretAccessKey: string) {}

  /** The signature of a request, 32 bytes. */
  sign(request: SignableRequest, { scope, stamp, signedHeaders }: Signing): Buffer {
    const headers = signedHeaders.map((name) => `${name}:${valueOf(request.headers[name])}\n`).join('')
    const canonical = `${request.method}\n${request.path}\n\n${headers}\n${signedHeaders.join(';')}\n${sha256(request.body)}`
    return hmac(this.#key(scope), `AWS4-HMAC-SHA256\n${stamp}\n${scopeText(scope)}\n${sha256(canonical)}`)
  }

  /** The `authorization` header of a request. */
  authorization(accessKeyId: string, request: SignableRequest, signing: Signing): string {
    const { scope, signedHeaders } = signing
    const signature = this.sign(request, signing).toString('hex')
    return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  }

  #key(scope: SigningScope): KeyObject {
    const text = scopeText(scope)
    let key = this.#keys.get(text)
    if (!key) {
      const parts = [scope.date, scope.region, scope.service, 'aws4_request']
      const secret = Buffer.from(`AWS4${this.secretAccessKey}`)
      key = createSecretKey(parts.reduce(hmac, secret))
      if (this.#keys.size >= MAX_KEYS) this.#keys.clear()
      this.#keys.set(text, key)
    }
    return key
  }
}

function valueOf(header: string | string[] | undefined): string {
  const value = Array.isArray(header) ? header.join(',') : (header ?? '')
  return value.trim().replaceAll(/ {2,}/g, ' ')
}

/** A moment as a signature names it. */
export const stampOf = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

/** The moment that a stamp names, epoch milliseconds; NaN when it is none. */
export const timeOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d{2})(\d{2}T\d{2})(\d{2})(\d{2}Z)$/, '$1-$2-$3:$4:$5'))
