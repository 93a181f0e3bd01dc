import type { OwnAttribute } from './own-attributes'

/** What a template writes: a text and attributes, in which `{{name}}` stands for what is asked for at its use. */
export interface TemplateContent {
  readonly text: string
  readonly attributes: readonly OwnAttribute[]
}

const field = /\{\{[^\S\n]*([^{}\s](?:[^{}\n]{0,58}[^{}\s])?)[^\S\n]*\}\}/g

/** The fields of a template by name, each once, in the order in which they are read. */
export const fieldsOf = ({ text, attributes }: TemplateContent): string[] => [
  ...new Set([text, ...attributes.map(({ value }) => value)].flatMap((part) => namesIn(part)))
]

const namesIn = (text: string): string[] => [...text.matchAll(field)].map(([, name = '']) => name)

/** The same with a value in the place of each field, to the character; a field without a value stays as it is. */
export function fillIn(content: TemplateContent, values: Readonly<Record<string, string>>): TemplateContent {
  const fill = (text: string): string =>
    text.replaceAll(field, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole
    )
  return {
    text: fill(content.text),
    attributes: content.attributes.map((one) => ({ ...one, value: fill(one.value) }))
  }
}
