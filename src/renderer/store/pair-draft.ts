import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { QueuePair } from '../../shared/pair'
import { errorText } from '../text/words'

/** The queues of a chat as a form holds them: what is not chosen keeps what was written there. */
export interface PairDraft {
  readonly title: string
  readonly backendId: string
  readonly requestQueue: string
  readonly replies: 'queue' | 'none'
  readonly replyQueue: string
  readonly readers: 'others' | 'own'
  readonly kind: QueuePair['envelope']['kind']
  readonly template: string
  readonly idIn: QueuePair['replyId']['in']
  readonly idAt: string
  readonly textIn: QueuePair['replyText']['in']
  readonly textAt: string
}

/** What a form begins with. */
export const emptyDraft = (backendId: string): PairDraft => ({
  title: '',
  backendId,
  requestQueue: '',
  replies: 'queue',
  replyQueue: '',
  readers: 'others',
  kind: 'json',
  template: '{\n  "id": "{{id}}",\n  "text": "{{text}}",\n  "replyTo": "{{replyTo}}"\n}',
  idIn: 'body',
  idAt: '$.id',
  textIn: 'body',
  textAt: '$.text'
})

/** The form of what a chat is bound to. */
export function draftOf(title: string, backendId: string, pair: QueuePair): PairDraft {
  const { requestQueue, replyQueue, own, envelope, replyId, replyText } = pair
  const empty = emptyDraft(backendId)
  return {
    ...empty,
    title,
    requestQueue,
    replies: replyQueue === null ? 'none' : 'queue',
    replyQueue: replyQueue ?? '',
    readers: own ? 'own' : 'others',
    kind: envelope.kind,
    ...(envelope.kind === 'json' ? { template: envelope.template } : {}),
    idIn: replyId.in,
    idAt: placeOf(replyId) ?? empty.idAt,
    textIn: replyText.in,
    textAt: placeOf(replyText) ?? empty.textAt
  }
}

const placeOf = (place: QueuePair['replyId'] | QueuePair['replyText']): string | undefined =>
  'path' in place ? place.path : 'name' in place ? place.name : undefined

/** What a form says. */
export function pairOf(draft: PairDraft, attributes: OwnAttribute[]): QueuePair {
  const { requestQueue, replies, replyQueue, readers, kind, template, idIn, idAt, textIn, textAt } = draft
  return {
    requestQueue: requestQueue.trim(),
    replyQueue: replies === 'none' ? null : replyQueue.trim(),
    own: readers === 'own',
    envelope:
      kind === 'chatapp' ? { kind } : kind === 'json' ? { kind, template, attributes } : { kind, attributes },
    replyId:
      idIn === 'order'
        ? { in: idIn }
        : idIn === 'body'
          ? { in: idIn, path: idAt.trim() }
          : { in: idIn, name: idAt.trim() },
    replyText:
      textIn === 'whole'
        ? { in: textIn }
        : textIn === 'body'
          ? { in: textIn, path: textAt.trim() }
          : { in: textIn, name: textAt.trim() }
  }
}

/** The fields of the form that an error can stand beside. */
const places = {
  title: /^title/,
  requestQueue: /^requestQueue/,
  replyQueue: /^replyQueue/,
  readers: /^own/,
  template: /^envelope\.template/,
  attributes: /^envelope\.attributes/,
  idAt: /^replyId/,
  textAt: /^replyText/
}
export type PairField = keyof typeof places

/** An error, taken apart: what belongs beside a field, and the whole of it where something belongs to none. */
export function sortPairErrors(error: WireError): {
  readonly byField: Partial<Record<PairField, string>>
  readonly rest: WireError | null
} {
  const byField: Partial<Record<PairField, string>> = {}
  let all = (error.fields ?? []).length > 0
  for (const { field, reason, ...keyed } of error.fields ?? []) {
    const path = field.replace(/^pair\./, '')
    const found = (Object.keys(places) as PairField[]).find((one) => places[one].test(path))
    if (found) byField[found] ??= errorText({ ...keyed, message: reason })
    else all = false
  }
  return { byField, rest: all ? null : error }
}
