import { expect, it } from 'vitest'
import { eventStream } from './event-stream'
import { streamEvent } from './fake-event-stream'

/** Written by `EventStreamCodec` of AWS's SDK, with headers of several types. */
const BY_THE_SDK = Buffer.from(
  'AAAA2QAAAJL/xjApCzpldmVudC10eXBlBwARY29udGVudEJsb2NrRGVsdGENOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50Bngtbm90ZQAHeC1jb3VudAQAAAAHBngtd2hlbggAAAAAAAAAAAR4LWlkCQGTLAcgnHtfmj4dLDtKX2B7ImNvbnRlbnRCbG9ja0luZGV4IjowLCJkZWx0YSI6eyJ0ZXh0IjoiR3LDvMOfZSDwn4yNIn19nSauqg==',
  'base64'
)

const readAll = async (...chunks: Uint8Array[]) =>
  await Array.fromAsync(
    eventStream(
      (async function* () {
        yield* chunks
      })()
    ),
    ({ headers, payload }) => [headers[':event-type'], JSON.parse(payload.toString())]
  )

const grussEvent = ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße 🌍' } }]

it('reads what the SDK of AWS wrote, and passes over headers that are no text', async () => {
  expect(await readAll(BY_THE_SDK)).toEqual([grussEvent])
})

it.each([1, 7, 100, 1000])('reads messages however they are cut into pieces of %i bytes', async (size) => {
  const whole = Buffer.concat([streamEvent('one', { a: 1 }), BY_THE_SDK, streamEvent('three', {})])
  const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
    whole.subarray(index * size, (index + 1) * size)
  )

  expect(await readAll(...pieces)).toEqual([['one', { a: 1 }], grussEvent, ['three', {}]])
})

it('reads nothing of nothing', async () => {
  expect(await readAll()).toEqual([])
})

it('refuses a stream that ends within a message', async () => {
  await expect(readAll(BY_THE_SDK.subarray(0, -1))).rejects.toThrow('ended within a message')
  await expect(readAll(BY_THE_SDK, BY_THE_SDK.subarray(0, 5))).rejects.toThrow('ended within a message')
})

it('refuses a message with any byte changed', async () => {
  for (let at = 0; at < BY_THE_SDK.length; at++) {
    const changed = Buffer.from(BY_THE_SDK)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    await expect(readAll(changed)).rejects.toThrow('damaged')
  }
})
