import { areEqual, compareValues, membersOf, typeOf, type AttributeValue, type Item } from './attribute-value'
import type { Comparator, Condition, Operand, Path } from './expression'

/** Whether an item meets a condition; one that is not there has no attributes. */
export function meets(condition: Condition, item: Item): boolean {
  switch (condition.op) {
    case 'and':
      return meets(condition.left, item) && meets(condition.right, item)
    case 'or':
      return meets(condition.left, item) || meets(condition.right, item)
    case 'not':
      return !meets(condition.part, item)
    case 'exists':
      return (at(condition.path, item) !== undefined) === condition.wanted
    case 'type': {
      const value = at(condition.path, item)
      return value !== undefined && typeOf(value) === condition.type
    }
    case 'compare':
      return compares(condition.comparator, valueOf(condition.left, item), valueOf(condition.right, item))
    case 'between': {
      const value = valueOf(condition.of, item)
      return (
        compares('>=', value, valueOf(condition.low, item)) &&
        compares('<=', value, valueOf(condition.high, item))
      )
    }
    case 'in':
      return condition.list.some((one) => compares('=', valueOf(condition.of, item), valueOf(one, item)))
    case 'begins_with':
      return beginsWith(valueOf(condition.of, item), valueOf(condition.part, item))
    default:
      return contains(valueOf(condition.of, item), valueOf(condition.part, item))
  }
}

/** The value at a path; undefined where there is none. */
export function at(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item }
  for (const step of path) value = value && inside(value, step)
  return value
}

function inside(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined
  return 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined
}

function valueOf(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value
  const value = at(operand.path, item)
  return operand.kind === 'path' || value === undefined ? value : lengthOf(value)
}

/** What `size` says: bytes of a text, members of a set, list or map; nothing of other types. */
function lengthOf(value: AttributeValue): AttributeValue | undefined {
  const length =
    'S' in value
      ? Buffer.byteLength(value.S)
      : 'B' in value
        ? Buffer.byteLength(value.B, 'base64')
        : 'L' in value
          ? value.L.length
          : 'M' in value
            ? Object.keys(value.M).length
            : membersOf(value)?.length
  return length === undefined ? undefined : { N: String(length) }
}

/** AWS: of what is not there only `<>` is true. */
function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined
): boolean {
  if (!left || !right) return comparator === '<>'
  if (comparator === '=') return areEqual(left, right)
  if (comparator === '<>') return !areEqual(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  if (order === 0) return comparator.length === 2
  return comparator.startsWith('<') ? order < 0 : order > 0
}

function beginsWith(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) return false
  if ('S' in value && 'S' in part) return value.S.startsWith(part.S)
  if (!('B' in value && 'B' in part)) return false
  const [bytes, first] = [Buffer.from(value.B, 'base64'), Buffer.from(part.B, 'base64')]
  return bytes.subarray(0, first.length).equals(first)
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) return false
  if ('S' in value && 'S' in part) return value.S.includes(part.S)
  if ('B' in value && 'B' in part)
    return Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'))
  if ('L' in value) return value.L.some((one) => areEqual(one, part))
  const [scalar] = Object.values(part) as unknown[]
  return typeOf(value) === `${typeOf(part)}S` && (membersOf(value)?.includes(String(scalar)) ?? false)
}
