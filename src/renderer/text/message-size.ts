import { MAX_ROOM_BODY_BYTES, sealedBytes } from '../../shared/room-wire'
import { ATTRIBUTE_RESERVE_BYTES, bodySize, FORMAT_VERSION, MAX_MESSAGE_BYTES } from '../../shared/wire'
import { attributesSize, type OwnAttribute } from '../../shared/own-attributes'
import { formatNumber, t } from './words'

/** What one SQS message holds of ours, in bytes after escaping. */
export const SIZE_LIMIT = MAX_MESSAGE_BYTES - ATTRIBUTE_RESERVE_BYTES

interface SizeRules {
  /** The user's own attributes, which go along. */
  readonly attributes?: readonly OwnAttribute[] | undefined
  readonly limit?: number
  /** From here on the composer says how much is left. */
  readonly hintBelow?: number
}

/** Bytes left for a text, or null while there is plenty. Negative: too large. */
export function bytesLeft(
  text: string,
  senderName: string,
  { attributes = [], limit = SIZE_LIMIT, hintBelow = 100_000 }: SizeRules = {}
): number | null {
  const beside = attributesSize(attributes)
  // A character takes at most six bytes after escaping; a shorter text need not be counted.
  if (text.length + beside / 6 < (limit - hintBelow) / 6 - 1000) return null
  const size = bodySize({
    v: FORMAT_VERSION,
    id: '00000000-0000-7000-8000-000000000000',
    conversationId: '00000000-0000-7000-8000-000000000000',
    sender: { id: '00000000-0000-7000-8000-000000000000', name: senderName },
    text,
    sentAt: 1_000_000_000_000
  })
  const left = limit - size - beside
  return left < hintBelow ? left : null
}

/** The same for a text that goes sealed to one person: sealing takes more. */
export function sealedBytesLeft(text: string, hintBelow: number): number | null {
  const left = MAX_ROOM_BODY_BYTES - sealedBytes(text)
  return left < hintBelow ? left : null
}

/** A file's size as a person reads it. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return t('{bytes} bytes', { bytes })
  if (bytes < 1_000_000) return `${formatNumber(Math.round(bytes / 1000))} KB`
  return `${formatNumber(bytes / 1_000_000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`
}
