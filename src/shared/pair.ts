import { z } from 'zod'
import { queueNameSchema } from './backend-config'
import {
  asciiJson,
  braced,
  compileJson,
  compileText,
  envelopeFields,
  fill,
  type Compiled,
  type EnvelopeField,
  type EnvelopeProblem,
  type EnvelopeValues
} from './envelope'
import { ChatError, fieldError, fieldsError, type ErrorKey, type FieldProblem } from './errors'
import { parseJsonPath } from './json-path'
import { attributeNames, MAX_MESSAGE_BYTES } from './wire'
import {
  attributesSize,
  MAX_ATTRIBUTES,
  valueProblem,
  wireNameProblem,
  wireText,
  type OwnAttribute
} from './own-attributes'
import { looseAttributesSchema } from './own-attributes-schema'
import { sayError } from './said'

/** A template of a megabyte would leave no room for a message. */
const MAX_TEMPLATE = 262_144

const attributes = looseAttributesSchema
const place = z.string().min(1).max(1000)

/** What a request looks like on the wire. Attributes may hold fields, as the template. */
export const envelopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('chatapp') }),
  z.strictObject({ kind: z.literal('text'), attributes }),
  z.strictObject({ kind: z.literal('json'), template: z.string().max(MAX_TEMPLATE), attributes })
])

/** Where in a reply it says which request it answers. `order`: nowhere; it is taken for the answer to the oldest one. */
const replyIdSchema = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('attribute'), name: place }),
  z.strictObject({ in: z.literal('body'), path: place }),
  z.strictObject({ in: z.literal('order') })
])
/** Where in a reply its text is. `whole`: the body as it is. */
const replyTextSchema = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('whole') }),
  z.strictObject({ in: z.literal('body'), path: place }),
  z.strictObject({ in: z.literal('attribute'), name: place })
])

/** The queues that a chat talks to, and how. ChatAPP's own envelope is read as MessageProcessor's replies are. */
export const pairSchema = z.strictObject({
  requestQueue: queueNameSchema,
  /** Null for a chat without replies. */
  replyQueue: queueNameSchema.nullable(),
  /** Whether nobody else reads the reply queue, as the user says: then what fits to no request is set aside, not released. */
  own: z.boolean(),
  envelope: envelopeSchema,
  replyId: replyIdSchema,
  replyText: replyTextSchema
})

export type QueuePair = z.output<typeof pairSchema>

/** What a message keeps of the queues that it was written for, whatever its chat is bound to later. */
export const messagePairSchema = z.object({
  /** By which the queues and their envelope are found. */
  id: z.string().max(200),
  requestQueue: z.string().max(200),
  replyQueue: z.string().max(200).nullable(),
  /** What the envelope adds to the user's own attributes. */
  attributes: z
    .array(z.object({ name: z.string(), type: z.enum(['String', 'Number', 'Binary']), value: z.string() }))
    .max(MAX_ATTRIBUTES),
  /** Of a reply: it names no request, and was taken for the answer to the oldest one that waited. */
  guess: z.literal(true).optional(),
  /** Of a reply: its text was not where it should be, so all of it is shown. */
  whole: z.literal(true).optional()
})
export type MessagePair = z.output<typeof messagePairSchema>

/** A request as it goes on the wire; `body` null where that is ChatAPP's own. */
export interface Wrapped {
  readonly body: string | null
  readonly attributes: OwnAttribute[]
}

const said = envelopeFields.map(braced).join(', ')

/** Throws `invalid_input`, naming each field, for queues and an envelope that cannot be used. */
export function assertPair(pair: QueuePair): void {
  const problems = [...queueProblems(pair), ...envelopeProblems(pair), ...replyProblems(pair)]
  if (problems.length > 0) throw fieldsError(problems)
}

function queueProblems({ requestQueue, replyQueue }: QueuePair): FieldProblem[] {
  return requestQueue === replyQueue ? [problem('replyQueue', new ChatError('pair.same_queue'))] : []
}

function envelopeProblems(pair: QueuePair): FieldProblem[] {
  const { envelope, replyQueue } = pair
  if (envelope.kind === 'chatapp') return []
  const problems: FieldProblem[] = []
  const fields = new Set<EnvelopeField>(envelope.kind === 'text' ? ['text'] : [])
  const look = (field: string, read: Compiled | EnvelopeProblem): void => {
    if ('problem' in read) problems.push(problem(field, unusable(read)))
    else for (const one of read.fields) fields.add(one)
  }
  if (envelope.kind === 'json') look('envelope.template', compileJson(envelope.template))
  for (const [index, { name, type, value }] of envelope.attributes.entries()) {
    const at = `envelope.attributes.${index}`
    look(`${at}.value`, compileText(value))
    const wrong =
      nameWrong(envelope.attributes, index) ??
      (value.includes('{{') ? null : valueProblem({ name, type, value }))
    if (wrong) problems.push(problem(at, new ChatError(wrong as 'input.wrong')))
  }
  if (problems.length > 0) return problems
  const where = envelope.kind === 'json' ? 'envelope.template' : 'envelope.attributes'
  if (!fields.has('text'))
    problems.push(problem(where, new ChatError('envelope.without_text', { field: braced('text') })))
  if (fields.has('replyTo') && replyQueue === null)
    problems.push(problem(where, new ChatError('envelope.no_reply_queue', { field: braced('replyTo') })))
  if (replyQueue !== null && pair.replyId.in !== 'order' && !fields.has('id'))
    problems.push(problem(where, new ChatError('envelope.without_id', { field: braced('id') })))
  return problems.length > 0 ? problems : sizeProblems(pair, where)
}

/** Whether the shortest message would fit. */
function sizeProblems(pair: QueuePair, where: string): FieldProblem[] {
  try {
    const { body, attributes: added } = wrap(pair, { id: 'x'.repeat(36), text: '1' })
    assertWireFits(body ?? '', added)
    return []
  } catch (error) {
    if (error instanceof ChatError && error.code === 'too_large') return [problem(where, error)]
    // What a value comes to with another text may be fit.
    return []
  }
}

function nameWrong(all: readonly OwnAttribute[], index: number): ErrorKey | null {
  const name = all[index]?.name ?? ''
  if (all.findIndex((one) => one.name === name) < index) return 'attribute.name_twice'
  return wireNameProblem(name)
}

function replyProblems({ envelope, replyQueue, own, replyId, replyText }: QueuePair): FieldProblem[] {
  if (replyQueue === null || envelope.kind === 'chatapp') return []
  const problems: FieldProblem[] = []
  if (replyId.in === 'order' && !own) problems.push(problem('own', new ChatError('pair.order_needs_own')))
  for (const [field, where] of [
    ['replyId.path', replyId],
    ['replyText.path', replyText]
  ] as const)
    if (where.in === 'body' && parseJsonPath(where.path) === null)
      problems.push(problem(field, new ChatError('pair.path', { path: where.path })))
  return problems
}

const problem = (field: string, error: ChatError): FieldProblem => {
  const { message: reason, key, params } = error.toWire()
  return { field, reason, key, params }
}

function unusable({ problem: what, what: detail }: EnvelopeProblem): ChatError {
  switch (what) {
    case 'envelope.not_json':
      return new ChatError('envelope.not_json', { detail, fields: said })
    case 'envelope.unknown_field':
      return new ChatError('envelope.unknown_field', { field: detail, fields: said })
    case 'envelope.field_in_name':
      return new ChatError('envelope.field_in_name', { name: detail })
    case 'envelope.half_json':
      return new ChatError('envelope.half_json', { text: detail })
    default:
      return new ChatError('envelope.too_many_fields', { limit: Number(detail) })
  }
}

const utf8 = new TextEncoder()

/**
 * What a message comes to in its envelope. Throws `too_large`, or `invalid_input` naming `text`, for what SQS would refuse.
 * ChatAPP's own envelope is the message as it is stored: `body` is null.
 */
export function wrap(pair: QueuePair, { id, text }: { id: string; text: string }): Wrapped {
  const { envelope, replyQueue } = pair
  const values = { id, text, replyTo: replyQueue ?? '' }
  if (envelope.kind === 'chatapp') return { body: null, attributes: ours(values) }
  const body = envelope.kind === 'text' ? text : asciiJson(filled(compileJson(envelope.template), values))
  if (!wireText.test(body)) throw fieldError('text', 'pair.text_characters')
  const added = envelope.attributes.map((one) => ({ ...one, value: filled(compileText(one.value), values) }))
  for (const one of added) {
    const wrong = valueProblem(one)
    if (wrong)
      throw fieldError('text', 'pair.attribute_value', {
        name: one.name,
        reason: sayError(new ChatError(wrong))
      })
  }
  return { body, attributes: added }
}

/** Throws `too_large` when what goes on the wire does not fit into one SQS message. */
export function assertWireFits(body: string, attributes: readonly OwnAttribute[]): void {
  if (attributes.length > MAX_ATTRIBUTES) throw new ChatError('pair.too_many_attributes')
  const bytes = utf8.encode(body).length + attributesSize(attributes)
  if (bytes > MAX_MESSAGE_BYTES) throw tooLarge(bytes)
}

/** What goes beside a message of ours, as `sendRequests` does it. */
const ours = ({ id, replyTo }: EnvelopeValues): OwnAttribute[] => [
  { name: attributeNames.correlationId, type: 'String', value: id },
  ...(replyTo === '' ? [] : [{ name: attributeNames.replyTo, type: 'String' as const, value: replyTo }])
]

function filled(read: Compiled | EnvelopeProblem, values: EnvelopeValues): string {
  if ('problem' in read) throw unusable(read)
  const text = fill(read, values, MAX_MESSAGE_BYTES)
  if (text === null) throw tooLarge(MAX_MESSAGE_BYTES + 1)
  return text
}

const tooLarge = (bytes: number): ChatError =>
  new ChatError('message.too_large', { bytes, limit: MAX_MESSAGE_BYTES })
