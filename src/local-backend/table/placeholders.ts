import type { AttributeValue } from './attribute-value'
import { invalid } from './table-error'

/** What `#name` and `:value` stand for in the expressions of one request. */
export class Placeholders {
  readonly #used = new Set<string>()

  constructor(
    private readonly names: Readonly<Record<string, string>>,
    private readonly values: Readonly<Record<string, AttributeValue>>
  ) {}

  name(placeholder: string): string | undefined {
    this.#used.add(placeholder)
    return Object.hasOwn(this.names, placeholder) ? this.names[placeholder] : undefined
  }

  value(placeholder: string): AttributeValue | undefined {
    this.#used.add(placeholder)
    return Object.hasOwn(this.values, placeholder) ? this.values[placeholder] : undefined
  }

  /** Throws what AWS says of placeholders that stand in no expression. */
  assertUsed(): void {
    for (const [parameter, given] of [
      ['ExpressionAttributeNames', this.names],
      ['ExpressionAttributeValues', this.values]
    ] as const) {
      const idle = Object.keys(given).filter((key) => !this.#used.has(key))
      if (idle.length > 0)
        throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${idle.join(', ')}}`)
    }
  }
}
