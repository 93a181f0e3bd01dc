import { buildIfStale } from '../scripts/build-if-stale.mjs'

/** Tests of processes and of the Lambda bundle run what users run: the build. */
export default async function setup(): Promise<void> {
  await buildIfStale()
}
