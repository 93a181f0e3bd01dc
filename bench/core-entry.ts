// Of our sources what benches use in their own process: the core, as a host drives it, and the signing of a call.
export { createChatApp } from '../src/core/app'
export { signedHeaders } from '../src/local-backend/protocol/signed-post'
