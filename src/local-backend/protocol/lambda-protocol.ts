/** What a worker is told when it starts. */
export interface WorkerSetup {
  readonly bundleFile: string
  readonly functionName: string
  readonly functionArn: string
  readonly memoryMb: number
}

/** What a worker is told: an invocation, whose event crosses as JSON text as it does on Lambda, the answer to a call, or that lines were taken. */
export type HostMessage =
  | InvokeMessage
  | { readonly type: 'taken' }
  | (WireAnswer & { readonly type: 'answer'; readonly call: number })

export interface InvokeMessage {
  readonly type: 'invoke'
  readonly requestId: string
  readonly event: string
  readonly timeoutMs: number
}

/** Its answer as it would stand there; a status of 0 is none: the connection was cut. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A call of SQS or DynamoDB as it would stand on the wire, without a signature. */
export interface WireCall {
  readonly target: string
  readonly body: string
}

/** What the worker of somebody's own function is told when it starts. */
export interface FunctionSetup extends WorkerSetup {
  /** What the file exports. */
  readonly handler: string
  /** Where a debugger can attach; null: nowhere. */
  readonly inspectPort: number | null
  /** The same numbers by `Math.random` and `crypto.randomUUID` each time; null: other ones. */
  readonly seed: number | null
}

/** What a worker says: once `ready` (or `broken`), then calls, lines of its log, and one answer per invocation; lines may come along with it. */
export type WorkerMessage = WorkerNews & { readonly written?: readonly string[] }

type WorkerNews =
  | { readonly type: 'ready' }
  /** It cannot be loaded, or has died of what it did not catch. */
  | { readonly type: 'broken'; readonly error: LambdaErrorData }
  /** Files that it has read as code, beside Node's own and installed packages. */
  | { readonly type: 'loaded'; readonly files: readonly string[] }
  | { readonly type: 'lines'; readonly lines: readonly string[]; readonly awaitsTaken: boolean }
  | { readonly type: 'done'; readonly payload: string }
  | { readonly type: 'failed'; readonly error: LambdaErrorData }
  | (WireCall & { readonly type: 'call'; readonly call: number })

/** A handler's error as Lambda reports it. */
export interface LambdaErrorData {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}
