import { resolve } from 'node:path'

/**
 * `#fauxqs/…` reaches into the pinned fauxqs package, whose exports hide the store and the persistence that a
 * host of `buildApp()` must pass in.
 */
export const alias = { '#fauxqs': resolve(import.meta.dirname, 'node_modules/fauxqs/dist') }
