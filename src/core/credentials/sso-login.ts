import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  SSOOIDCServiceException,
  StartDeviceAuthorizationCommand,
  type CreateTokenCommandOutput,
  type RegisterClientCommandOutput
} from '@aws-sdk/client-sso-oidc'
import type { Clock } from '../../shared/clock'
import { limitCalls } from '../../shared/client-middleware'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import { ChatError } from '../../shared/errors'
import { CALLBACK_PATH, listenForCallback } from './sso-callback'
import { asks, type CredentialPrompts, type OpenPrompt } from './credential-prompts'
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

/** How long a sign-in in the browser is waited for where no code says it, in milliseconds. */
const BROWSER_LIMIT_MS = 600_000

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

/** A way to sign in that is open: where, and the token once somebody has. */
export interface SignInWay {
  readonly url: string
  readonly userCode: string | null
  /** When it ends by itself, by `Clock.elapsed`; null when it has no end of its own. */
  readonly endsAt: number | null
  /** Resolves with the token; rejects when nobody signed in, or declined there. */
  finish(gone: AbortSignal): Promise<SsoToken>
}

/**
 * Signs in to IAM Identity Center: in a browser of this computer, or on any device by a code; whichever is finished
 * first counts. Throws `cancelled` when the user declines and `credentials` when it took too long.
 */
export async function ssoLogin(session: SsoSession, deps: SsoLoginDeps): Promise<SsoToken> {
  const client = createClient(session, deps)
  const way = { client, session, ...deps }
  const listener = session.named ? await browserSignIn(way).catch(() => null) : null
  let prompt: OpenPrompt | undefined
  try {
    const device = await deviceSignIn(way).catch((error: unknown) => {
      if (listener === null) throw error
      return null
    })
    const { clock } = deps
    const leftMs = (device?.endsAt ?? clock.elapsed() + BROWSER_LIMIT_MS) - clock.elapsed()
    prompt = deps.prompts.ask({
      backendId: deps.backendId,
      kind: 'sso-login',
      ...asks(listener ? 'prompt.sign_in' : 'prompt.sign_in_and_compare'),
      url: listener?.url ?? device?.url ?? null,
      deviceUrl: listener && device ? device.url : null,
      userCode: device?.userCode ?? null,
      detail: session.startUrl,
      expiresAt: clock.now() + leftMs
    })
    deps.asking()
    const { gone } = prompt
    const ended = pause(leftMs, undefined, { signal: gone, ref: false }).then((): never => {
      throw new ChatError('sign_in.expired')
    })
    const ways = [listener, device].flatMap((one) => one?.finish(gone) ?? [])
    // The ones that lose end with the question.
    for (const one of [...ways, ended]) one.catch(() => {})
    return await Promise.race([...ways, ended])
  } catch (cause) {
    if (prompt?.gone.aborted) throw new ChatError('sign_in.declined')
    throw cause
  } finally {
    prompt?.withdraw()
    listener?.close()
    client.destroy()
  }
}

interface Way extends SsoLoginDeps {
  readonly client: SSOOIDCClient
  readonly session: SsoSession
}

/** RFC 8628: signs in on any device, with a code to compare there. */
async function deviceSignIn({ client, session, clock, target }: Way): Promise<SignInWay> {
  const { startUrl } = session
  const registration = await client.send(
    new RegisterClientCommand({ ...application, scopes: [...session.scopes] })
  )
  const { clientId, clientSecret } = registration
  const device = await client.send(new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }))
  const url = httpsUrl(device.verificationUriComplete ?? device.verificationUri, target.endpoint)
  const endsAt = clock.elapsed() + (device.expiresIn ?? 600) * 1000
  const finish = async (gone: AbortSignal): Promise<SsoToken> => {
    let seconds = device.interval ?? POLL_SECONDS
    while (clock.elapsed() < endsAt) {
      await pause(seconds * 1000, undefined, { signal: gone })
      try {
        const token = await client.send(
          new CreateTokenCommand({
            clientId,
            clientSecret,
            deviceCode: device.deviceCode,
            grantType: 'urn:ietf:params:oauth:grant-type:device_code'
          })
        )
        return tokenOf({ token, registration, session, clock })
      } catch (error) {
        const name = error instanceof Error ? error.name : ''
        if (name === 'SlowDownException') seconds += SLOW_DOWN_SECONDS
        else if (name === 'ExpiredTokenException') break
        else if (name !== 'AuthorizationPendingException') throw error
      }
    }
    throw new ChatError('sign_in.expired')
  }
  return { url, userCode: device.userCode ?? null, endsAt, finish }
}

/** RFC 8252 and 7636 (PKCE): signs in with a browser of this computer, which brings the answer back to it. */
async function browserSignIn({
  client,
  session,
  clock,
  target
}: Way): Promise<SignInWay & { close: () => void }> {
  const registration = await client.send(
    new RegisterClientCommand({
      ...application,
      scopes: [...session.scopes],
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: [`http://127.0.0.1${CALLBACK_PATH}`],
      issuerUrl: session.startUrl
    })
  )
  const { clientId, clientSecret } = registration
  const callback = await listenForCallback()
  const codeVerifier = randomBytes(32).toString('base64url')
  const url = new URL(`${oidcEndpoint(client, session, target)}/authorize`)
  const query = {
    response_type: 'code',
    client_id: clientId ?? '',
    redirect_uri: callback.redirectUri,
    state: callback.state,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    scopes: session.scopes.join(' ')
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const finish = async (): Promise<SsoToken> => {
    const { redirectUri } = callback
    const code = await callback.code
    const token = await client.send(
      new CreateTokenCommand({
        clientId,
        clientSecret,
        grantType: 'authorization_code',
        redirectUri,
        code,
        codeVerifier
      })
    )
    return tokenOf({ token, registration, session, clock })
  }
  return { url: url.href, userCode: null, endsAt: null, finish, close: () => callback.close() }
}

const application = { clientName: 'ChatAPP', clientType: 'public' }

/** Where the SDK's client goes, FIPS and dual-stack included. */
function oidcEndpoint(
  { config }: SSOOIDCClient,
  { region }: SsoSession,
  { endpoint, useFipsEndpoint = false, useDualstackEndpoint = false }: SsoLoginDeps['target']
): string {
  const { url } = config.endpointProvider({
    Region: region,
    UseFIPS: useFipsEndpoint,
    UseDualStack: useDualstackEndpoint,
    ...(endpoint === undefined ? {} : { Endpoint: endpoint })
  })
  return url.href.replace(/\/$/, '')
}

interface Issued {
  readonly token: CreateTokenCommandOutput
  readonly registration: RegisterClientCommandOutput
  readonly session: SsoSession
  readonly clock: Clock
}

/** What is kept of a token, as the AWS CLI keeps it. */
function tokenOf({ token, registration, session, clock }: Issued): SsoToken {
  const { clientId, clientSecret, clientSecretExpiresAt } = registration
  if (!token.accessToken) throw new ChatError('sign_in.no_token')
  return {
    startUrl: session.startUrl,
    region: session.region,
    accessToken: token.accessToken,
    expiresAt: new Date(clock.now() + (token.expiresIn ?? 0) * 1000).toISOString(),
    ...(clientId ? { clientId } : {}),
    ...(clientSecret ? { clientSecret } : {}),
    ...(token.refreshToken ? { refreshToken: token.refreshToken } : {}),
    ...(clientSecretExpiresAt
      ? { registrationExpiresAt: new Date(clientSecretExpiresAt * 1000).toISOString() }
      : {})
  }
}

/** The page opens this link, so it must be one that a browser should open. */
function httpsUrl(address: string | undefined, endpoint: string | undefined): string {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : null
  if (url?.protocol === 'https:' || (url && endpoint !== undefined)) return url.href
  throw new ChatError('sign_in.unsafe_page')
}
