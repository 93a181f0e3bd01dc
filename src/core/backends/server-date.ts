/** The part of an SDK client that this needs. */
interface Extensible {
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'deserialize'; name: string; priority: 'low' }): void
  }
}

/** Makes a client tell the server's time, epoch milliseconds, as each answer that succeeded gives it. */
export function readServerDate(client: Extensible, onDate: (serverNow: number | null) => void): void {
  const middleware =
    <T extends { response: unknown }>(next: (request: unknown) => Promise<T>) =>
    async (request: unknown): Promise<T> => {
      const result = await next(request)
      onDate(dateOf(result.response))
      return result
    }
  client.middlewareStack.add(middleware as never, {
    step: 'deserialize',
    name: 'serverDate',
    priority: 'low'
  })
}

function dateOf(response: unknown): number | null {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return null
  const { headers } = response
  const date = typeof headers === 'object' && headers !== null && 'date' in headers ? headers.date : undefined
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? null : time
}
