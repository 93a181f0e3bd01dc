import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc'

/** The SDK's own way to the network, which remembers how the last call ended: the SDK's errors do not tell. */
export class StatusTap {
  last: number | null = null
  unreachable = false
  private readonly inner = new SSOOIDCClient({ region: 'us-east-1' }).config.requestHandler

  readonly handle: typeof this.inner.handle = async (request, options) => {
    try {
      const answer = await this.inner.handle(request, options)
      this.last = answer.response.statusCode
      this.unreachable = answer.response.statusCode >= 500
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
}
