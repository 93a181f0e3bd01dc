import { Signer, stampOf } from '../../src/platform/sigv4'
import type { Answer, HandlerContext, MessageHandler } from '../message-handler'

/** What is asked where `MODEL_ID` names nothing else; a model whose access is not bound to a form. */
const USUAL_MODEL = 'amazon.nova-lite-v1:0'

/**
 * `/ask`: a question to a model of Amazon Bedrock, by its Converse API. An example of a handler that calls another
 * service: put it into `lambda/handlers/` to use it, see docs/handlers.md.
 *
 * The model's answer is one reply: the format knows no part of an answer. `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` names
 * another server, for tests.
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
    return await answerOf(await converse(model, body, context), model)
  }
}

async function answerOf(response: Response, model: string): Promise<Answer> {
  const { status } = response
  if (status === 403) {
    return {
      kind: 'error',
      text: `I may not ask ${model}. Allow this function’s role bedrock:InvokeModel on it (chatapp deploy --extra-policy), and switch the model on in Bedrock’s console, under Model access.`
    }
  }
  // Busy, or not well: a throw brings the message back in a while.
  if (status === 429 || status >= 500) throw new Error(`Bedrock is busy (status ${status}).`)
  const answer = (await response.json()) as {
    readonly message?: string
    readonly output?: { readonly message?: { readonly content?: readonly { readonly text?: string }[] } }
  }
  if (!response.ok) {
    return { kind: 'error', text: `Bedrock refused the question: ${answer.message ?? `status ${status}`}` }
  }
  return (
    (answer.output?.message?.content ?? []).map(({ text = '' }) => text).join('') || 'The model said nothing.'
  )
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
  const path = `/model/${encodeURIComponent(model)}/converse`
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
