/** Where a client of the AWS SDK goes. It says so itself: what stands in the environment or in a file changes nothing. */
export interface ClientTarget {
  readonly region: string
  /** Absent for AWS's own. */
  readonly endpoint?: string
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
  /** Names the proxy that leads there, as `HTTPS_PROXY` and its companions do; absent for a direct way. */
  readonly proxyEnv?: ProxyEnv
}

/** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in capitals or not. */
export type ProxyEnv = Readonly<Record<string, string>>

/** Options of the SDK's request handler: its calls go through the proxy that is named. Without effect before Node 24.5. */
export const throughProxy = (proxyEnv: ProxyEnv) => ({
  httpAgent: { keepAlive: true, proxyEnv },
  httpsAgent: { keepAlive: true, proxyEnv }
})

/** The settings of a client for a target; nothing is left for the SDK to look up in the environment or a file. */
export const clientSettings = ({
  region,
  endpoint,
  useFipsEndpoint = false,
  useDualstackEndpoint = false,
  proxyEnv
}: ClientTarget) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(proxyEnv && { requestHandler: throughProxy(proxyEnv) }),
  ignoreConfiguredEndpointUrls: true,
  useFipsEndpoint,
  useDualstackEndpoint,
  defaultsMode: 'standard' as const,
  retryMode: 'standard' as const
})
