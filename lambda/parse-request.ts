import type { RequestBody } from '../src/shared/message'
import {
  FORMAT_VERSION,
  isEnvelope,
  isName,
  isShortText,
  isTime,
  type Envelope,
  type ParsedBody
} from '../src/shared/wire'

type Unread = Extract<ParsedBody<RequestBody>, { ok: false }>

/** A request that was read, or why not. One of our format says who it is even when the rest cannot be read. */
export type ParsedRequest =
  | Extract<ParsedBody<RequestBody>, { ok: true }>
  | (Unread & { reason: 'foreign' })
  | (Unread & { reason: 'newer' | 'malformed'; envelope: Envelope })

// RFC 9562 versions 1 to 8, nil and max: what zod's z.uuid() accepts.
const uuid =
  /^([\da-fA-F]{8}-[\da-fA-F]{4}-[1-8][\da-fA-F]{3}-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}|0{8}-(0{4}-){3}0{12}|f{8}-(f{4}-){3}f{12})$/

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The fields of `requestBodySchema` in src/shared/message.ts, by hand: zod is larger than the whole function. */
function problems(body: Readonly<Record<string, unknown>>): string[] {
  const sender = isObject(body['sender']) ? body['sender'] : {}
  const checks: [boolean, string][] = [
    [body['v'] === FORMAT_VERSION, `"v" must be ${FORMAT_VERSION}`],
    [typeof body['id'] === 'string' && uuid.test(body['id']), '"id" must be a UUID'],
    [isShortText(body['conversationId']), '"conversationId" must be a text of 1 to 200 characters'],
    [isShortText(sender['id']), '"sender.id" must be a text of 1 to 200 characters'],
    [isName(sender['name']), '"sender.name" must be a text of at most 200 characters'],
    [typeof body['text'] === 'string', '"text" must be a text'],
    [isTime(body['sentAt']), '"sentAt" must be a time in epoch milliseconds, before the year 2126']
  ]
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem)
}

/** Reads a request from an SQS message body; agrees with `parseRequestBody` of the app. Never throws. */
export function parseRequest(text: string): ParsedRequest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'foreign', detail: 'The body is not JSON.' }
  }
  if (!isEnvelope(value))
    return { ok: false, reason: 'foreign', detail: 'The body is JSON of somebody else.' }
  if (value.v > FORMAT_VERSION) {
    const detail = `The message has format version ${value.v}; this function reads version ${FORMAT_VERSION}. Update the function.`
    return { ok: false, reason: 'newer', detail, envelope: value }
  }
  const found = problems(value)
  if (found.length > 0) {
    const detail = `The message cannot be read: ${found.join('; ')}. Update ChatAPP or the program that sent it.`
    return { ok: false, reason: 'malformed', detail, envelope: value }
  }
  return { ok: true, body: value as unknown as RequestBody }
}
