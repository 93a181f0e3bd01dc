import type { IncomingHttpHeaders } from 'node:http'

/** What is wrong with where a request comes from; null when nothing is. */
export type OriginProblem = 'foreign_host' | 'foreign_origin' | 'cross_site' | null

/** The two names under which a browser on this machine may reach the host. */
const ownHosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`]

/**
 * Whether a request comes from our own page or from the user.
 *
 * - `Host` must be exactly ours: another name is DNS rebinding.
 * - `Origin`, where a browser sends one, must be exactly ours; another port of this machine is not us.
 * - `Sec-Fetch-Site` must be `same-origin`, or `none` (typed, or opened from a terminal). A person may follow a link to
 *   us from anywhere: what they see is the page, which knows nothing before it has a session.
 * - A request that changes something must prove it: our `Origin`, or `Sec-Fetch-Site: same-origin`.
 */
export function originProblem(method: string, headers: IncomingHttpHeaders, port: number): OriginProblem {
  const { host, origin } = headers
  if (host === undefined || !ownHosts(port).includes(host)) return 'foreign_host'
  if (origin !== undefined && origin !== `http://${host}`) return 'foreign_origin'
  const site = headers['sec-fetch-site']
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreign && !(method === 'GET' && opensTab(headers))) return 'cross_site'
  const reads = method === 'GET' || method === 'HEAD'
  if (!reads && origin === undefined && site !== 'same-origin') return 'foreign_origin'
  return null
}

/** Whether a tab is to show the answer as its page: not a frame, a script or a picture of another page. */
const opensTab = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
