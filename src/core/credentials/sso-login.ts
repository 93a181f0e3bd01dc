import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  SSOOIDCServiceException,
  StartDeviceAuthorizationCommand
} from '@aws-sdk/client-sso-oidc'
import type { Clock } from '../../shared/clock'
import { limitCalls } from '../../shared/call-limit'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import { ChatError } from '../../shared/errors'
import type { CredentialPrompts, OpenPrompt } from './credential-prompts'
import type { SsoSession } from './shared-config'
import type { SsoToken } from './sso-token'

export interface SsoLoginDeps {
  prompts: Pick<CredentialPrompts, 'ask'>
  backendId: string
  clock: Clock
  /** Where IAM Identity Center's sign-in is; its region is the session's. */
  target: Omit<ClientTarget, 'region'>
  /** Told the moment the question stands open. */
  asking: () => void
}

/** RFC 8628: between two questions for the token, in seconds, where the server names none. */
const POLL_SECONDS = 5

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** What a server that is asked too often wants on top, in seconds (RFC 8628, slow_down). */
const SLOW_DOWN_SECONDS = 5

const createClient = ({ region }: SsoSession, { target }: Pick<SsoLoginDeps, 'target'>): SSOOIDCClient =>
  limitCalls(new SSOOIDCClient(clientSettings({ ...target, region })), CALL_LIMIT_MS)

/**
 * Renews a token without asking anybody; null when it cannot be renewed, or not any more. Rejects when the server
 * cannot be reached.
 */
export async function renewSsoToken(
  session: SsoSession,
  token: SsoToken,
  deps: Pick<SsoLoginDeps, 'target' | 'clock'>
): Promise<SsoToken | null> {
  const { clientId, clientSecret, refreshToken } = token
  if (!clientId || !clientSecret || !refreshToken) return null
  const client = createClient(session, deps)
  try {
    const fresh = await client.send(
      new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' })
    )
    if (!fresh.accessToken) return null
    return {
      ...token,
      accessToken: fresh.accessToken,
      expiresAt: new Date(deps.clock.now() + (fresh.expiresIn ?? 0) * 1000).toISOString(),
      ...(fresh.refreshToken ? { refreshToken: fresh.refreshToken } : {})
    }
  } catch (error) {
    if (error instanceof SSOOIDCServiceException && error.$fault === 'client') return null
    throw error
  } finally {
    client.destroy()
  }
}

/**
 * Signs in to IAM Identity Center with the device flow: shows where to sign in and the code to compare there, and
 * waits until that has happened. Throws `cancelled` when the user declines and `credentials` when it took too long.
 */
export async function ssoLogin(session: SsoSession, deps: SsoLoginDeps): Promise<SsoToken> {
  const client = createClient(session, deps)
  let prompt: OpenPrompt | undefined
  try {
    const { clientId, clientSecret, clientSecretExpiresAt } = await client.send(
      new RegisterClientCommand({ clientName: 'ChatAPP', clientType: 'public', scopes: [...session.scopes] })
    )
    const { startUrl, region } = session
    const device = await client.send(
      new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl })
    )
    const url = httpsUrl(device.verificationUriComplete ?? device.verificationUri, deps.target.endpoint)
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
        if (!token.accessToken) throw new ChatError('sign_in.no_token')
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
    throw new ChatError('sign_in.expired')
  } catch (cause) {
    if (prompt?.gone.aborted) throw new ChatError('sign_in.declined')
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
  throw new ChatError('sign_in.unsafe_page')
}
