/** What a worker is told when it starts. */
export interface WorkerSetup {
  readonly bundleFile: string
  readonly functionName: string
  readonly functionArn: string
  readonly memoryMb: number
}

/** One invocation: event and answer cross as JSON text, as they do on Lambda. */
export interface InvokeMessage {
  readonly requestId: string
  readonly event: string
  readonly timeoutMs: number
}

/** What a worker says: once `ready` (or `broken`), then one answer per invocation. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'broken'; readonly error: LambdaErrorData }
  | { readonly type: 'done'; readonly payload: string }
  | { readonly type: 'failed'; readonly error: LambdaErrorData }

/** A handler's error as Lambda reports it. */
export interface LambdaErrorData {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}
