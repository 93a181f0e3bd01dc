import { z } from 'zod'
import { wrong } from './input-error'
import {
  attributeTypes,
  MAX_ATTRIBUTES,
  MAX_OWN_ATTRIBUTES,
  nameProblem,
  valueProblem,
  wireNameProblem
} from './own-attributes'

const attribute = z.strictObject({
  name: z.string().max(1000),
  type: z.enum(attributeTypes),
  value: z.string().max(1_100_000)
})

/** As they are kept where they need not be fit for sending yet: in a template. */
export const looseAttributesSchema = z.array(attribute).max(MAX_OWN_ATTRIBUTES)

type Attribute = z.output<typeof attribute>

/** Refuses what SQS would refuse the message for, for good. */
const fit =
  (problemOf: (name: string) => ReturnType<typeof nameProblem>) =>
  (attributes: readonly Attribute[], context: z.RefinementCtx): void => {
    const seen = new Set<string>()
    for (const [index, one] of attributes.entries()) {
      const name = seen.has(one.name) ? 'attribute.name_twice' : problemOf(one.name)
      const value = valueProblem(one)
      seen.add(one.name)
      if (name) context.addIssue({ code: 'custom', path: [index, 'name'], message: wrong(name) })
      if (value) context.addIssue({ code: 'custom', path: [index, 'value'], message: wrong(value) })
    }
  }

/** The user's own attributes, as SQS takes them beside ours. */
export const ownAttributesSchema = looseAttributesSchema.superRefine(fit(nameProblem))

/** Attributes of a message that is none of ChatAPP's, as SQS takes them. */
export const sentAttributesSchema = z.array(attribute).max(MAX_ATTRIBUTES).superRefine(fit(wireNameProblem))
