/** The part of an SDK client that is needed to look at its calls; every client of the SDK has it. */
interface Extensible {
  readonly middlewareStack: { add(middleware: never, options: object): void }
}

export type Headers = Readonly<Record<string, string>>
type Next = (request: unknown) => Promise<{ response: unknown }>

/** Makes a client tell of each request before it goes out, repeated ones included. */
export function beforeRequests({ middlewareStack }: Extensible, tell: () => void): void {
  const middleware = (next: Next) => (request: unknown) => {
    tell()
    return next(request)
  }
  middlewareStack.add(middleware as never, { step: 'finalizeRequest', name: 'onRequest', priority: 'low' })
}

/** Looks at the headers of each answer before the client reads it; what this throws, the call rejects with. */
export function onAnswers(
  { middlewareStack }: Extensible,
  name: string,
  look: (headers: Headers) => void
): void {
  const middleware = (next: Next) => async (request: unknown) => {
    const output = await next(request)
    look((output.response as { headers?: Headers }).headers ?? {})
    return output
  }
  middlewareStack.add(middleware as never, { step: 'deserialize', name, priority: 'low' })
}
