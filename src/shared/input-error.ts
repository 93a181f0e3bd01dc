import type { z } from 'zod'
import { ChatError, fieldsError, type ErrorKey, type FieldProblem } from './errors'
import { errorWords } from './error-words'

/** Names, as the message of a schema's check, the words that are said when it fails. */
export const wrong = (key: ErrorKey): ErrorKey => key

/** What a caller is told of an input that is not acceptable: all of it, field by field. */
export const inputError = (error: z.ZodError): ChatError => fieldsError(zodProblems(error))

/** What a schema found wrong, in our words. */
export const zodProblems = ({ issues }: z.ZodError): FieldProblem[] =>
  issues.map((issue) => {
    const { message, ...keyed } = wordsOf(issue).toWire()
    return {
      field: issue.path.join('.'),
      reason: message,
      ...(keyed.key === undefined ? {} : { key: keyed.key, params: keyed.params })
    }
  })

const isOurs = (message: string): message is ErrorKey => Object.hasOwn(errorWords, message)

/** Our own words where the check names them; else those of the kind of check. */
function wordsOf(issue: z.core.$ZodIssue): ChatError {
  if (isOurs(issue.message)) return new ChatError(issue.message as 'input.wrong')
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum))
    case 'invalid_type':
      return new ChatError('input.type', { expected: issue.expected })
    case 'invalid_value':
      return new ChatError('input.choice', { values: issue.values.map(String).join(', ') })
    case 'unrecognized_keys':
      return new ChatError('input.unknown', { keys: issue.keys.join(', ') })
    default:
      return new ChatError('input.wrong')
  }
}

function tooSmall(origin: string, minimum: number): ChatError {
  if (origin === 'number') return new ChatError('input.too_low', { minimum })
  if (minimum === 1) return new ChatError('input.empty')
  return new ChatError(origin === 'string' ? 'input.too_short' : 'input.too_few', { minimum })
}

function tooBig(origin: string, maximum: number): ChatError {
  if (origin === 'number') return new ChatError('input.too_high', { maximum })
  return new ChatError(origin === 'string' ? 'input.too_long' : 'input.too_many', { maximum })
}
