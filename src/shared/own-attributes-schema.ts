import { z } from 'zod'
import { wrong } from './input-error'
import { attributeTypes, MAX_OWN_ATTRIBUTES, nameProblem, valueProblem } from './own-attributes'

/** As they are kept where they need not be fit for sending yet: in a template. */
export const looseAttributesSchema = z
  .array(
    z.strictObject({
      name: z.string().max(1000),
      type: z.enum(attributeTypes),
      value: z.string().max(1_100_000)
    })
  )
  .max(MAX_OWN_ATTRIBUTES)

/** The user's own attributes, as SQS takes them: it would refuse the message for any other, for good. */
export const ownAttributesSchema = looseAttributesSchema.superRefine((attributes, context) => {
  const seen = new Set<string>()
  for (const [index, attribute] of attributes.entries()) {
    const name = seen.has(attribute.name) ? 'attribute.name_twice' : nameProblem(attribute.name)
    const value = valueProblem(attribute)
    seen.add(attribute.name)
    if (name) context.addIssue({ code: 'custom', path: [index, 'name'], message: wrong(name) })
    if (value) context.addIssue({ code: 'custom', path: [index, 'value'], message: wrong(value) })
  }
})
