import { Signer, stampOf } from '../../src/platform/sigv4'
import { eventStream, type StreamMessage } from '../event-stream'
import type { Answer, HandlerContext, MessageHandler } from '../message-handler'

/** What is asked where `MODEL_ID` names nothing else; a model whose access is not bound to a form. */
const USUAL_MODEL = 'amazon.nova-lite-v1:0'

/**
 * `/ask`: a question to a model of Amazon Bedrock, by ConverseStream of its Converse API. An example of a handler that
 * calls another service: put it into `lambda/handlers/` to use it, see docs/handlers.md.
 *
 * What the model has said so far is told as progress, so it grows under the question; all of it is the one reply.
 * `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` names another server, for tests.
 */
export const handler: MessageHandler = {
  command: '/ask',
  usage: '<question>',
  summary: 'asks a model of Amazon Bedrock',
  handle: async ({ argument }, context) => {
    const question = argument.trim()
    if (question === '') return 'There is nothing to ask. Example: /ask Why is the sky blue?'
    const model = process.env['MODEL_ID'] || USUAL_MODEL
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: question }] }] })
    const response = await converse(model, body, context)
    return response.ok && response.body
      ? await answerOf(response.body, context.progress)
      : await refusalOf(response, model)
  }
}

/** What is wrong with the question, or with who asks it. Throws where the message is to come back in a while. */
async function refusalOf(response: Response, model: string): Promise<Answer> {
  const { status } = response
  if (status === 403) {
    return {
      kind: 'error',
      text: `I may not ask ${model}. Allow this function’s role bedrock:InvokeModelWithResponseStream on it (chatapp deploy --extra-policy), and switch the model on in Bedrock’s console, under Model access.`
    }
  }
  // Busy, or not well.
  if (status === 429 || status >= 500) throw new Error(`Bedrock is busy (status ${status}).`)
  const { message = `status ${status}` } = (await response.json()) as { readonly message?: string }
  return refused(message)
}

const refused = (why: string): Answer => ({ kind: 'error', text: `Bedrock refused the question: ${why}` })

/** The events of ConverseStream, as far as this reads them. */
interface Said {
  readonly delta?: { readonly text?: string }
  readonly stopReason?: string
  readonly message?: string
}

/** All that the model says, told as it comes. A stream that breaks off throws: the message comes back in a while. */
async function answerOf(
  body: AsyncIterable<Uint8Array>,
  progress: HandlerContext['progress']
): Promise<Answer> {
  let text = ''
  let stopReason: string | undefined
  for await (const message of eventStream(body)) {
    const said = JSON.parse(message.payload.toString()) as Said
    const fault = faultOf(message)
    // Only this one would be refused again; the others are of a service that is busy or not well.
    if (fault === 'validationException') return refused(said.message ?? fault)
    if (fault !== null) throw new Error(`Bedrock broke off (${fault}).`)
    stopReason = said.stopReason ?? stopReason
    if (said.delta?.text) progress((text += said.delta.text))
  }
  if (stopReason === undefined) throw new Error('Bedrock broke off.')
  if (text === '') return 'The model said nothing.'
  return stopReason === 'max_tokens' ? `${text}\n\n(The model reached its limit of tokens here.)` : text
}

function faultOf({ headers }: StreamMessage): string | null {
  if (headers[':message-type'] === 'event') return null
  return headers[':exception-type'] ?? headers[':error-code'] ?? 'unknown fault'
}

/** One signed call, given up when the time for the message is over. */
async function converse(
  model: string,
  body: string,
  { region, signal, now }: HandlerContext
): Promise<Response> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env
  const endpoint =
    process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] || `https://bedrock-runtime.${region}.amazonaws.com`
  const path = `/model/${encodeURIComponent(model)}/converse-stream`
  const stamp = stampOf(now())
  const scope = { date: stamp.slice(0, 8), region, service: 'bedrock' }
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amz-date': stamp,
    ...(AWS_SESSION_TOKEN ? { 'x-amz-security-token': AWS_SESSION_TOKEN } : {})
  }
  const signedHeaders = ['host', ...Object.keys(headers)].toSorted()
  const authorization = new Signer(AWS_SECRET_ACCESS_KEY).authorization(
    AWS_ACCESS_KEY_ID,
    // AWS: what is escaped in a path is escaped once more where it is signed, but for S3.
    {
      method: 'POST',
      path: path.replaceAll('%', '%25'),
      headers: { ...headers, host: new URL(endpoint).host },
      body
    },
    { scope, stamp, signedHeaders }
  )
  return await fetch(`${endpoint}${path}`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
    signal
  })
}
