import { z } from 'zod'
import { parseJson } from '../../platform/json-file'

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())
const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional()
})
const policySchema = z.looseObject({
  Statement: z.union([statementSchema, z.array(statementSchema)]).transform((value) => [value].flat())
})

type Statement = z.output<typeof statementSchema>

/** Keys of conditions that tell who calls, or for whom; in small letters. */
const whoCalls = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:userid'
])

/** Operators that hold back whoever does not match; those that let a missing key through do not. */
const holdsBack =
  /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i

const everything = /^(\*|arn:\*.*|0\.0\.0\.0\/0|::\/0)$/

const isEverybody = (principal: unknown): boolean => {
  if (principal === '*') return true
  const aws = z.looseObject({ AWS: texts }).safeParse(principal)
  return aws.success && aws.data.AWS.includes('*')
}

function isNarrowed({ Condition = {} }: Statement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      holdsBack.test(operator) &&
      Object.entries(keys).some(([key, value]) => {
        const values = [value].flat().map(String)
        return (
          whoCalls.has(key.toLowerCase()) && values.length > 0 && !values.some((one) => everything.test(one))
        )
      })
  )
}

const isOpen = (statement: Statement): boolean =>
  statement.Effect === 'Allow' &&
  (statement.NotPrincipal !== undefined || isEverybody(statement.Principal)) &&
  !isNarrowed(statement)

/** What a queue's policy lets anybody do, and the same policy for its own account alone. */
export interface OpenPolicy {
  readonly actions: readonly string[]
  readonly closed: string
}

/** Looks for what everybody may do; null when there is no such thing, `unreadable` for what is no policy. */
export function openPolicy(text: string, account: string): OpenPolicy | null | 'unreadable' {
  if (text === '') return null
  const parsed = policySchema.safeParse(parseJson(text))
  if (!parsed.success) return 'unreadable'
  const open = parsed.data.Statement.filter(isOpen)
  if (open.length === 0) return null
  const closed = parsed.data.Statement.map((statement) =>
    isOpen(statement)
      ? {
          ...statement,
          Condition: {
            ...statement.Condition,
            StringEquals: { ...statement.Condition?.['StringEquals'], 'aws:PrincipalAccount': account }
          }
        }
      : statement
  )
  const actions = open.flatMap(
    ({ Action, NotAction }) => Action ?? NotAction?.map((one) => `all but ${one}`) ?? []
  )
  return {
    actions: [...new Set(actions)],
    closed: JSON.stringify({ ...parsed.data, Statement: closed })
  }
}
