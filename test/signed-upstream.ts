// For tests of the core, which may not know the local backend's rooms: what a proxy in front of its SQS needs.
export type { LocalEndpoint } from '../src/local-backend/protocol/backend-protocol'
export { signedHeaders } from '../src/local-backend/protocol/signed-post'
