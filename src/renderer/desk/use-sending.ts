import { v7 as uuidv7 } from 'uuid'
import { useState } from 'react'
import type { DeskQueue } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import { MAX_DELAY_SECONDS } from '../../shared/wire'
import { useDesk } from '../store/desk-store'

/** What is written for a message besides its attributes. */
export interface Written {
  readonly body: string
  readonly delay: string
  readonly groupId: string
  readonly deduplicationId: string
}

/** A number of seconds; null for none, undefined for what is no such number. */
const delayOf = (typed: string): number | null | undefined => {
  if (typed === '') return null
  return /^\d{1,4}$/.test(typed) && Number(typed) <= MAX_DELAY_SECONDS ? Number(typed) : undefined
}

/** A message on its way to a queue: written, asked about once, sent. */
export function useSending({ name, fifo }: DeskQueue, text: string) {
  const send = useDesk((state) => state.send)
  const backendId = useDesk((state) => state.backendId)
  const [written, setWritten] = useState<Written>({ body: text, delay: '', groupId: '', deduplicationId: '' })
  // One id for one message: sent again as it is after an answer that was lost, it is not sent twice.
  const [tried, setTried] = useState<{ readonly id: string; readonly content: string } | null>(null)
  const [state, setState] = useState<'written' | 'sure' | 'sending'>('written')
  const [error, setError] = useState<WireError | null>(null)
  const [sent, setSent] = useState<string | null>(null)
  const delaySeconds = delayOf(written.delay)
  const ready = written.body !== '' && delaySeconds !== undefined && (!fifo || written.groupId !== '')
  const unknown = error?.key === 'desk.send_unknown'

  const go = async (attributes: readonly OwnAttribute[]): Promise<void> => {
    setState('sending')
    setError(null)
    const { body, groupId, deduplicationId } = written
    const content = JSON.stringify([written, attributes])
    const isSame = tried?.content === content
    const id = isSame ? tried.id : uuidv7()
    setTried({ id, content })
    const result = await send({
      id,
      queue: name,
      ...(backendId === null ? {} : { backendId }),
      body,
      attributes: [...attributes],
      delaySeconds: delaySeconds ?? null,
      groupId: groupId || null,
      deduplicationId: deduplicationId || null,
      again: isSame && unknown
    })
    setState('written')
    if (!result.ok) return setError(result.error)
    setSent(result.value.sqsMessageId)
    setTried(null)
  }
  return {
    written,
    state,
    error,
    sent,
    unknown,
    ready,
    badDelay: delaySeconds === undefined,
    /** What is written anew is another message, and is asked about again. */
    change: (part: Partial<Written>): void => {
      setWritten({ ...written, ...part })
      setState('written')
      setSent(null)
      setError(null)
    },
    /** Asks first, and sends when asked again. */
    submit: (attributes: readonly OwnAttribute[] | null): void => {
      if (!ready || attributes === null || state === 'sending') return
      if (state === 'written') setState('sure')
      else void go(attributes)
    }
  }
}
