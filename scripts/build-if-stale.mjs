// Whether the build is that of the sources; most runs find that it is, and load nothing of what builds.
import { join, resolve } from 'node:path'
import { sourcesChanged } from './sources.mjs'

const root = resolve(import.meta.dirname, '..')

/** The times of the sources that the last build was made from. */
export const stamp = join(root, 'out', '.built')

/** Whether a source is not what the build was made from. */
export const isStale = () => sourcesChanged(root, stamp)

/** Builds only when a source was changed, added or deleted since the build. */
export async function buildIfStale() {
  if (isStale()) await (await import('./build.mjs')).buildStale()
}
