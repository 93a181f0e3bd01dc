import { invalid } from './table-error'

/** A number as DynamoDB keeps it, exactly: 0.`digits` × 10^`exponent`; zero has no digits. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

/** AWS: up to 38 digits, from 1E-130 to 9.9…E+125. */
const MAX_DIGITS = 38
const MAX_POWER = 125
const MIN_POWER = -130

const numberPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/

const outOfRange = (what: string, size: string): Error =>
  invalid(`Number ${what}. Attempting to store a number with magnitude ${size} than supported range`)

/** Throws what DynamoDB says of a text that is none of its numbers. */
export function readDecimal(text: string): Decimal {
  const [, sign, whole = '', fraction = '', power = '0'] = numberPattern.exec(text) ?? []
  const all = whole + fraction
  if (sign === undefined || all === '') {
    throw invalid(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`)
  }
  const significant = all.replace(/^0+/, '')
  const digits = significant.replace(/0+$/, '')
  if (digits === '') return { negative: false, digits: '', exponent: 0 }
  if (digits.length > MAX_DIGITS) {
    throw invalid(`Attempting to store more than ${MAX_DIGITS} significant digits in a Number`)
  }
  const exponent = whole.length - (all.length - significant.length) + Number(power)
  if (exponent - 1 > MAX_POWER) throw outOfRange('overflow', 'larger')
  if (exponent - 1 < MIN_POWER) throw outOfRange('underflow', 'smaller')
  return { negative: sign === '-', digits, exponent }
}

/** As DynamoDB writes it back: without what says nothing, and without an exponent. */
export function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`
  if (exponent >= digits.length) return sign + digits + '0'.repeat(exponent - digits.length)
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
}

/** Below zero, zero or above it, as the first is less than, equal to or greater than the second. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [signA, signB] = [signOf(a), signOf(b)]
  if (signA !== signB) return signA - signB
  if (a.exponent !== b.exponent) return (a.exponent - b.exponent) * signA
  if (a.digits === b.digits) return 0
  return a.digits < b.digits ? -signA : signA
}

const signOf = ({ negative, digits }: Decimal): number => (digits === '' ? 0 : negative ? -1 : 1)
