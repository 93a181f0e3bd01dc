/** Where a client of the AWS SDK goes. It says so itself: what stands in the environment or in a file changes nothing. */
export interface ClientTarget {
  readonly region: string
  /** Absent for AWS's own. */
  readonly endpoint?: string
  readonly useFipsEndpoint?: boolean
  readonly useDualstackEndpoint?: boolean
}

/** The settings of a client for a target; nothing is left for the SDK to look up in the environment or a file. */
export const clientSettings = ({
  region,
  endpoint,
  useFipsEndpoint = false,
  useDualstackEndpoint = false
}: ClientTarget) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ignoreConfiguredEndpointUrls: true,
  useFipsEndpoint,
  useDualstackEndpoint,
  defaultsMode: 'standard' as const,
  retryMode: 'standard' as const
})
