import { finished, type Readable } from 'node:stream'
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'
import { throughProxy, type ClientTarget } from '../../shared/client-target'

/** A call of a credential provider that has not ended by then is given up, in milliseconds. */
const CALL_LIMIT_MS = 20_000

/**
 * The SDK's own way to the network, which remembers how the last call ended: the SDK's errors do not tell.
 *
 * For the clients that the SDK makes for itself, which `limitCalls` does not reach: it ends their calls too.
 */
export class StatusTap {
  last: number | null = null
  unreachable = false
  private readonly inner: SSOOIDCClient['config']['requestHandler']

  constructor({ proxyEnv }: Pick<ClientTarget, 'proxyEnv'>) {
    const limits = { requestTimeout: CALL_LIMIT_MS, connectionTimeout: 5000, throwOnRequestTimeout: true }
    const requestHandler = { ...limits, ...(proxyEnv && throughProxy(proxyEnv)) }
    this.inner = new SSOOIDCClient({ region: 'us-east-1', requestHandler }).config.requestHandler
  }

  readonly handle: typeof this.inner.handle = async (request, options) => {
    try {
      const answer = await this.inner.handle(request, options)
      this.last = answer.response.statusCode
      this.unreachable = answer.response.statusCode >= 500
      this.endBody(answer.response.body as Readable)
      return answer
    } catch (error) {
      this.unreachable = true
      throw error
    }
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {}
  }

  /** The SDK's limits end at the headers. */
  private endBody(body: Readable): void {
    const timer = setTimeout(() => {
      this.unreachable = true
      body.destroy(new Error('The answer did not come to its end in time.'))
    }, CALL_LIMIT_MS)
    finished(body, () => clearTimeout(timer))
  }
}
