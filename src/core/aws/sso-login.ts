import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand
} from '@aws-sdk/client-sso-oidc'
import type { Clock } from '../../shared/clock'
import { limitCalls } from '../../shared/call-limit'
import { ChatError } from '../../shared/errors'
import type { CredentialPrompts, OpenPrompt } from './credential-prompts'
import type { SsoSession } from './shared-config'
import type { SsoToken } from './sso-token'

export interface SsoLoginDeps {
  prompts: Pick<CredentialPrompts, 'ask'>
  backendId: string
  clock: Clock
  /** Another server than AWS, for tests. */
  endpoint?: string | undefined
  /** Told the moment the question stands open. */
  asking: () => void
}

/** RFC 8628: between two questions for the token, in seconds, where the server names none. */
const POLL_SECONDS = 5

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** What a server that is asked too often wants on top, in seconds (RFC 8628, slow_down). */
const SLOW_DOWN_SECONDS = 5

/**
 * Signs in to IAM Identity Center with the device flow: shows where to sign in and the code to compare there, and
 * waits until that has happened. Throws `cancelled` when the user declines and `credentials` when it took too long.
 */
export async function ssoLogin(session: SsoSession, deps: SsoLoginDeps): Promise<SsoToken> {
  const config = {
    region: session.region,
    ...(deps.endpoint === undefined ? {} : { endpoint: deps.endpoint })
  }
  const client = limitCalls(new SSOOIDCClient(config), CALL_LIMIT_MS)
  let prompt: OpenPrompt | undefined
  try {
    const { clientId, clientSecret, clientSecretExpiresAt } = await client.send(
      new RegisterClientCommand({ clientName: 'ChatAPP', clientType: 'public', scopes: [...session.scopes] })
    )
    const { startUrl, region } = session
    const device = await client.send(
      new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl })
    )
    const url = httpsUrl(device.verificationUriComplete ?? device.verificationUri, deps.endpoint)
    const { clock } = deps
    const livesMs = (device.expiresIn ?? 600) * 1000
    const dueAt = clock.elapsed() + livesMs
    prompt = deps.prompts.ask({
      backendId: deps.backendId,
      kind: 'sso-login',
      text: 'Sign in to IAM Identity Center in your browser, and compare the code.',
      url,
      userCode: device.userCode ?? null,
      detail: startUrl,
      expiresAt: clock.now() + livesMs
    })
    deps.asking()
    let seconds = device.interval ?? POLL_SECONDS
    while (clock.elapsed() < dueAt) {
      await pause(seconds * 1000, undefined, { signal: prompt.gone })
      try {
        const token = await client.send(
          new CreateTokenCommand({
            clientId,
            clientSecret,
            deviceCode: device.deviceCode,
            grantType: 'urn:ietf:params:oauth:grant-type:device_code'
          })
        )
        if (!token.accessToken) throw new ChatError('credentials', 'IAM Identity Center gave no token.')
        return {
          startUrl,
          region,
          accessToken: token.accessToken,
          expiresAt: new Date(clock.now() + (token.expiresIn ?? 0) * 1000).toISOString(),
          ...(clientId ? { clientId } : {}),
          ...(clientSecret ? { clientSecret } : {}),
          ...(token.refreshToken ? { refreshToken: token.refreshToken } : {}),
          ...(clientSecretExpiresAt
            ? { registrationExpiresAt: new Date(clientSecretExpiresAt * 1000).toISOString() }
            : {})
        }
      } catch (error) {
        const name = error instanceof Error ? error.name : ''
        if (name === 'SlowDownException') seconds += SLOW_DOWN_SECONDS
        else if (name === 'ExpiredTokenException') break
        else if (name !== 'AuthorizationPendingException') throw error
      }
    }
    throw new ChatError('credentials', 'The sign-in took too long and its code has expired. Sign in again.')
  } catch (cause) {
    if (prompt?.gone.aborted) throw new ChatError('cancelled', 'The sign-in was declined.')
    throw cause
  } finally {
    prompt?.withdraw()
    client.destroy()
  }
}

/** The page opens this link, so it must be one that a browser should open. */
function httpsUrl(address: string | undefined, endpoint: string | undefined): string {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : null
  if (url?.protocol === 'https:' || (url && endpoint !== undefined)) return url.href
  throw new ChatError(
    'credentials',
    'IAM Identity Center named no safe page to sign in on. Check the start URL.'
  )
}
