import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { decodeBody, MOST_SHOWN, MOST_UNPACKED } from './decode-body'

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const kinds = (body: string): string[] => decodeBody(body).map(({ kind }) => kind)
const innermost = (body: string) => decodeBody(body).at(-1)
const fact = (body: string, name: string) =>
  decodeBody(body)
    .flatMap(({ facts }) => facts)
    .find((one) => one.name === name)?.value

const sns = (Message: string): string =>
  JSON.stringify({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:orders',
    Subject: 'An order',
    Timestamp: '2026-11-26T09:00:00Z',
    Message
  })

it.each(['', 'hello', '12', 'null', '{"half":', 'a word that is no base64', 'passwordpassword', 'aGk='])(
  'finds nothing in %j but itself',
  (body) => expect(decodeBody(body)).toEqual([])
)

it('leaves JSON as it was written: numbers, escapes and repeated keys', () => {
  const body = '{"n": 12345678901234567890, "n": 1.0, "s":"\\u00e9"}'

  expect(decodeBody(body)).toEqual([
    { kind: 'json', facts: [], text: body, length: body.length, problem: null }
  ])
})

it('puts JSON that is written as a text in its place, however deep, and leaves names and other texts alone', () => {
  const inner = '{"id":12345678901234567890,"more":"[1,2]"}'
  const body = `{"{\\"a\\"":1,"body":${JSON.stringify(inner)},"no":"{ not json"}`

  expect(innermost(body)).toMatchObject({
    kind: 'json-in-json',
    text: '{"{\\"a\\"":1,"body":{"id":12345678901234567890,"more":[1,2]},"no":"{ not json"}'
  })
})

it('reads a body that is one text of JSON', () => {
  expect(kinds(JSON.stringify('{"a":1}'))).toEqual(['json-text', 'json'])
})

it('opens the envelope of SNS, and what is in it', () => {
  const body = sns(JSON.stringify({ order: 7 }))

  expect(kinds(body)).toEqual(['sns', 'json'])
  expect(innermost(body)?.text).toBe('{"order":7}')
  expect(fact(body, 'topic')).toBe('arn:aws:sns:eu-central-1:123456789012:orders')
  expect(fact(body, 'subject')).toBe('An order')
})

it('opens the envelope of EventBridge with its detail as it was written', () => {
  const body =
    '{"version":"0","detail":{"no":1},"detail-type":"OrderPlaced","source":"shop", "detail" : {"n":1.50,"list":[{"detail":2}]} ,"account":"123456789012"}'

  expect(kinds(body)).toEqual(['eventbridge', 'json'])
  expect(innermost(body)?.text).toBe('{"n":1.50,"list":[{"detail":2}]}')
  expect(fact(body, 'detailType')).toBe('OrderPlaced')
})

it('names the objects of an S3 event, in SNS too', () => {
  const s3 = JSON.stringify({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'photos' }, object: { key: 'my+cat%C3%A9.jpg', size: 12 } }
      },
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectRemoved:Delete',
        s3: { bucket: { name: 'photos' }, object: { key: '100%' } }
      }
    ]
  })

  expect(kinds(sns(s3))).toEqual(['sns', 's3'])
  expect(fact(sns(s3), 'object')).toBe('s3://photos/my caté.jpg')
  expect(innermost(s3)?.facts).toContainEqual({ name: 'object', value: 's3://photos/100%' })
})

it('reads base64, also of a URL, and gzip in it', () => {
  const json = '{"ok":"ÿþ"}'
  const packed = base64(gzipSync(json))

  expect(kinds(base64(json))).toEqual(['base64', 'json'])
  expect(kinds(base64(json).replaceAll('+', '-').replaceAll('/', '_'))).toEqual(['base64', 'json'])
  expect(kinds(packed)).toEqual(['gzip', 'json'])
  expect(kinds(sns(packed))).toEqual(['sns', 'gzip', 'json'])
  expect(innermost(packed)?.text).toBe(json)
})

it('says of gzip that holds nothing, bytes, too much, or is damaged, what it is', () => {
  const bomb = base64(gzipSync(Buffer.alloc(MOST_UNPACKED + 1)))

  expect(decodeBody(base64(gzipSync('')))).toMatchObject([{ kind: 'gzip', problem: 'empty', text: '' }])
  expect(decodeBody(base64(gzipSync(Buffer.from([0, 255]))))).toMatchObject([
    { problem: 'binary', text: '00 ff', length: 2 }
  ])
  expect(decodeBody(bomb)).toMatchObject([{ kind: 'gzip', problem: 'large', text: '' }])
  expect(decodeBody(base64(gzipSync('x'.repeat(1000)).subarray(0, 20)))).toMatchObject([
    { problem: 'damaged' }
  ])
})

it('ends within bounds, whatever the body is', () => {
  let wrapped = 'at the bottom'
  for (let n = 0; n < 20; n++) wrapped = sns(wrapped)
  const deep = '['.repeat(500_000) + ']'.repeat(500_000)
  const large = base64(gzipSync(`"${'x'.repeat(MOST_SHOWN + 10)}"`))

  expect(kinds(wrapped)).toEqual(Array.from({ length: 8 }, () => 'sns'))
  expect(kinds(deep)).toEqual(['json'])
  expect(kinds(`{"a":"${'['.repeat(500_000)}"}`)).toEqual(['json'])
  expect(innermost(large)).toMatchObject({ kind: 'json-text', length: MOST_SHOWN + 10 })
  expect(innermost(large)?.text).toHaveLength(MOST_SHOWN)
})
