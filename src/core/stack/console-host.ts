import { partitionOf } from '../../shared/aws-partition'

/** The console of a region; each partition has its own. */
export const consoleHost = (region: string): string => `${region}.${partitionOf(region).console}`
