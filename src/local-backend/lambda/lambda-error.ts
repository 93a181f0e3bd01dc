import type { LambdaErrorData } from '../protocol/lambda-protocol'

/** Thrown when an invocation did not end with an answer; `errorType` as Lambda names it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError'

  constructor(
    readonly errorType: string,
    message: string,
    options?: ErrorOptions
  ) {
    super(`${errorType}: ${message}`, options)
  }
}

export const toLambdaError = ({ errorType, errorMessage, trace }: LambdaErrorData): LambdaError =>
  new LambdaError(errorType, errorMessage, { cause: trace.join('\n') })

/** Lambda: how an invocation ended that ended badly. */
const statusOf = ({ errorType }: LambdaError): 'timeout' | 'failure' | 'error' =>
  errorType === 'Sandbox.Timedout' ? 'timeout' : /^(Runtime|Sandbox)\./.test(errorType) ? 'failure' : 'error'

/** The line that Lambda itself writes of it, where its log is JSON. */
export const reportLine = (requestId: string, error: LambdaError, ms: number): string =>
  platformLine('platform.report', {
    requestId,
    status: statusOf(error),
    errorType: error.errorType,
    metrics: { durationMs: Math.round(ms) }
  })

export const initLine = (error: LambdaError): string =>
  platformLine('platform.initReport', { status: statusOf(error), errorType: error.errorType })

const platformLine = (type: string, record: object): string =>
  JSON.stringify({ time: new Date().toISOString(), type, record })

/** Why a function cannot be loaded, with the place in its code where that is known. */
export const whereOf = (error: unknown): string => {
  if (!(error instanceof LambdaError)) return error instanceof Error ? error.message : String(error)
  const lines = typeof error.cause === 'string' ? error.cause.split('\n') : []
  const own = lines.filter((line) => !/^\s+at .*(node:|function-worker)|^Node\.js v/.test(line)).slice(0, 8)
  return own.length > 0 && own[0] !== '' ? own.join('\n') : error.message
}
