import type { Connection, ConnectOptions } from './api.js'
import { connectClient } from './client'

// As the declarations are published: Node's way to write it.
export { RequestError } from './api.js'
export type * from './api.js'

/**
 * Opens a profile, beside whatever of ChatAPP has it open already, and resolves as soon as calls can be answered; the
 * backend that its user has chosen comes up meanwhile. Close it: it holds the process.
 */
export const connect: (options?: ConnectOptions) => Promise<Connection> = connectClient
