import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'

export const attributeSchema = z.looseObject({
  DataType: z.string(),
  StringValue: z.string().exactOptional(),
  BinaryValue: z.string().exactOptional()
})
export type MessageAttributes = Readonly<Record<string, z.output<typeof attributeSchema>>>

/** AWS: XML 1.0 characters, those above U+FFFF (emoji) included. */
// oxlint-disable-next-line no-control-regex
const invalidCharacter = /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
/** AWS: at most ten attributes on a message. */
const MAX_ATTRIBUTES = 10
/** AWS: a name and a type have at most 256 characters. */
const namePattern = /^(?!\.)(?!.*\.\.)(?!aws\.|amazon\.)[\w.-]{1,256}(?<!\.)$/i
const typePattern = /^(?=.{1,256}$)(String|Number|Binary)(\.[^\s]+)?$/
/** AWS: positive and negative, whole and with a fraction, from 10^-128 to 10^126. */
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

/** Whether a text holds a character that SQS does not carry. */
export const hasInvalidCharacter = (text: string): boolean => invalidCharacter.test(text)

const invalid = (reason: string): SqsError => new SqsError('InvalidParameterValue', reason)

/** Throws what AWS says about attributes that no message may have. */
export function assertMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes)
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`
    )
  }
  for (const [name, attribute] of entries) {
    if (!namePattern.test(name)) throw invalid(`The message attribute name '${name}' is invalid.`)
    const reason = problemOf(attribute)
    if (reason !== null) throw invalid(`The message attribute '${name}' is invalid. Reason: ${reason}`)
  }
}

function problemOf({ DataType, StringValue, BinaryValue }: MessageAttributes[string]): string | null {
  const type = typePattern.exec(DataType)?.[1]
  if (type === undefined) return `'${DataType}' is no supported type: it is String, Number or Binary.`
  if (type === 'Binary') return BinaryValue ? null : 'A Binary attribute needs a BinaryValue.'
  if (!StringValue) return `A ${type} attribute needs a StringValue.`
  if (hasInvalidCharacter(StringValue)) return 'It holds characters that SQS does not carry.'
  if (type === 'Number' && !numberPattern.test(StringValue)) return `'${StringValue}' is no number.`
  return null
}
