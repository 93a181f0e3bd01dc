import { ChatError } from '../../shared/errors'

/** The part of an SDK client that this needs; every client of the SDK has it. */
interface Extensible {
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'deserialize'; name: string; priority: 'low' }): void
  }
}

type Next = (request: unknown) => Promise<{ response: unknown }>

const middleware = (next: Next) => async (request: unknown) => {
  const output = await next(request)
  const { headers = {} } = output.response as { headers?: Readonly<Record<string, string>> }
  if (!/^text\/html/i.test(headers['content-type'] ?? '')) return output
  throw new ChatError(
    'offline',
    'Something that is not AWS answered with a web page. A proxy or a sign-in page of this network stands in ' +
      'between, or the endpoint is wrong: sign in there, or check the endpoint.'
  )
}

/**
 * Makes a client refuse web pages, and returns it.
 *
 * A proxy, the sign-in page of a network or a wrong endpoint answers with HTML where AWS answers with data. To a
 * client of a service that speaks XML that is an empty answer, and nothing looks wrong.
 */
export function refuseWebPages<C extends Extensible>(client: C): C {
  client.middlewareStack.add(middleware as never, {
    step: 'deserialize',
    name: 'refuseWebPages',
    priority: 'low'
  })
  return client
}
