// Of our sources what benches use in their own process: the core, as a host drives it, the signing of a call, and the
// parts of the local backend.
export { createChatApp } from '../src/core/app'
export { signedHeaders } from '../src/local-backend/protocol/signed-post'
export { ensureTemplateQueues } from '../src/local-backend/lambda/ensure-queues'
export { EventSourceMapping } from '../src/local-backend/lambda/event-source-mapping'
export { LambdaRunner } from '../src/local-backend/lambda/lambda-runner'
export { toSqsEvent } from '../src/local-backend/lambda/sqs-event'
export { readBackendTemplate } from '../src/local-backend/protocol/backend-template'
export { startQueueServer } from '../src/local-backend/sqs/queue-server'
export { Stranger } from '../faults/room-stranger'
export { fillLog, headBytes } from '../faults/room-log'
export { invitationCode, secretHash } from '../src/core/rooms/invitation-code'
