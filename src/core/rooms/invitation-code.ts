import { createHash, randomBytes } from 'node:crypto'
import { fieldError } from '../../shared/errors'

/** What an invitation is made of: the room, and what only those know who have been invited. */
export interface Invitation {
  readonly room: string
  /** 128 random bits, in hex. */
  readonly secret: string
}

/** Crockford's base 32: without letters that are taken for others. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const LINK = 'chatapp://join/'

/** 16 bytes of the room, 16 of the secret, 2 to tell a slip of the pen; in digits of 5 bits. */
const BYTES = 34
const CODE_LENGTH = Math.ceil((BYTES * 8) / 5)
const GROUP = 5

export const newSecret = (): string => randomBytes(16).toString('hex')

/** All that MessageProcessor learns of an invitation from who makes it. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** One text that survives being typed: groups of five, in capitals; what is typed in small letters and without hyphens is the same. */
export function invitationCode({ room, secret }: Invitation): string {
  const payload = Buffer.from(room.replaceAll('-', '') + secret, 'hex')
  const bytes = Buffer.concat([payload, checkOf(payload)])
  let bits = BigInt(`0x${bytes.toString('hex')}`) << BigInt(CODE_LENGTH * 5 - BYTES * 8)
  let code = ''
  for (let at = 0; at < CODE_LENGTH; at++) {
    code = digits.charAt(Number(bits & 31n)) + code
    bits >>= 5n
    if (at % GROUP === GROUP - 1 && at < CODE_LENGTH - 1) code = `-${code}`
  }
  return code
}

export const invitationLink = (invitation: Invitation): string => LINK + invitationCode(invitation)

/** Reads a code or a link, however it was typed or pasted. Throws `invalid_input`, saying what is wrong. */
export function readInvitation(text: string): Invitation {
  const code = bare(text)
  if (code === '') throw fieldError('invitation', 'room.code_empty')
  const strange = /[^0-9A-HJKMNP-TV-Z]/u.exec(code)?.[0]
  if (strange !== undefined) throw fieldError('invitation', 'room.code_character', { character: strange })
  if (code.length !== CODE_LENGTH)
    throw fieldError('invitation', 'room.code_length', { found: code.length, expected: CODE_LENGTH })
  let bits = 0n
  for (const digit of code) bits = (bits << 5n) | BigInt(digits.indexOf(digit))
  const spare = BigInt(CODE_LENGTH * 5 - BYTES * 8)
  const bytes = Buffer.from((bits >> spare).toString(16).padStart(2 * BYTES, '0'), 'hex')
  const payload = bytes.subarray(0, -2)
  const isWhole = bits === (bits >> spare) << spare && checkOf(payload).equals(bytes.subarray(-2))
  if (!isWhole) throw fieldError('invitation', 'room.code_mistyped')
  const hex = payload.toString('hex')
  const room = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
  return { room: room.join('-'), secret: hex.slice(32) }
}

/**
 * The digits of a code: without what stands around a link, hyphens and spaces; letters that are taken for digits are those.
 * A link that a mail program has wrapped goes on in the next line, behind its mark of a quotation.
 */
function bare(text: string): string {
  const link = /chatapp:\/*join\/+([\s\S]*)/iu.exec(text)?.[1]
  if (link === undefined) return digitsOf(text)
  const [first = ''] = link.split(/[\s<>"'?#]/u)
  const inOneLine = digitsOf(first)
  if (inOneLine.length >= CODE_LENGTH) return inOneLine
  const wrapped = digitsOf(link.replaceAll(/[^\p{L}\p{N}]/gu, '')).slice(0, CODE_LENGTH)
  return wrapped.length < CODE_LENGTH ? inOneLine : wrapped
}

const digitsOf = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}\p{Cc}\p{Pd}_./]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')

const checkOf = (payload: Buffer): Buffer => createHash('sha256').update(payload).digest().subarray(0, 2)
