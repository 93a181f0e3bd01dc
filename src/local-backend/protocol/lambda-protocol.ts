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

/** Its answer as it would stand there. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A call of SQS as it would stand on the wire, without a signature. */
export interface WireCall {
  readonly target: string
  readonly body: string
}

/** What a worker says: once `ready` (or `broken`), then calls, lines of its log, and one answer per invocation. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'broken'; readonly error: LambdaErrorData }
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
