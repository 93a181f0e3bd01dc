// Built into a file of its own, which lambda-worker.ts loads when a bundle asks for it.
export * from '@aws-sdk/client-dynamodb'
