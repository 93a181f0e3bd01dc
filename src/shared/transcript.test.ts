import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aReply, aRequest } from '../renderer/test/fake-host'
import type { ChatMessage } from './message'
import { transcript, type TranscriptFormat } from './transcript'

/** The transcript of one chat whose pages hold two messages, and what was asked for after the first page. */
async function written(format: TranscriptFormat, messages: readonly ChatMessage[], title = 'Plans') {
  const asked: (string | null)[] = []
  let [text, count] = ['', 0]
  const page = async (_id: string, after: string | null) => {
    asked.push(after)
    const from = (asked.length - 1) * 2
    return { messages: messages.slice(from, from + 2), hasMore: from + 2 < messages.length }
  }
  for await (const part of transcript({ format, chats: [{ id: 'chat', title }], page })) {
    text += part.text
    count += part.messages
  }
  return { text, count, asked }
}

/** The cells of a file as RFC 4180 reads them. */
const cells = (text: string): string[] =>
  [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
  )

it('writes page after page, each after the request that the last one ended with', async () => {
  const request = aRequest({ text: 'one' })
  const messages = [request, aReply({ inReplyTo: request.id, text: 'two' }), aRequest({ text: 'three' })]

  const { text, count, asked } = await written('markdown', messages)

  expect(asked).toEqual([null, request.id])
  expect(count).toBe(3)
  expect(text.match(/one|two|three/g)).toEqual(['one', 'two', 'three'])
})

it('keeps a reply as the Markdown it is, within its quotation', async () => {
  const { text } = await written('markdown', [aReply({ text: '# Big\n\n- a' })])

  expect(text).toContain('> # Big\n> \n> - a\n')
})

it('keeps every request as it was typed: nothing in it ends its fence', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom('`', 'a', '\n', '~', ' ') }), async (typed) => {
      const { text } = await written('markdown', [aRequest({ text: typed })])
      const [, fence = '', kept] = /\n(`{3,})text\n([\s\S]*)\n\1\n\n$/.exec(text) ?? []

      expect(kept).toBe(typed)
      expect(typed.includes(fence)).toBe(false)
    })
  )
})

it('lets no name of a chat or a sender begin a line of its own', async () => {
  const sender = { id: 'x', name: 'Eve**\n# Mallory' }

  const { text } = await written('markdown', [aRequest({ sender })], 'a\n# b')

  expect(text.match(/^#.*/gm)).toEqual([String.raw`# a \# b`])
})

it('writes a table that reads back as what was said, in one row for each message', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (typed) => {
      const { text } = await written('csv', [aRequest({ text: `x${typed}` })])
      const row = cells(text).slice(9)

      expect(row).toHaveLength(9)
      expect(row[4]).toBe(`x${typed}`)
    })
  )
})

it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1'])(
  'lets no spreadsheet carry out %j',
  async (typed) => {
    const { text } = await written('csv', [aRequest({ text: typed })])

    expect(cells(text)[13]).toBe(`'${typed}`)
  }
)

const ofRoom = { by: 'b', seq: 1 } as const
const bob = { id: 'b', name: 'Bob' }

it.each(['markdown', 'csv'] as const)(
  'says who said what in a room, and what happened there: %s',
  async (format) => {
    const { text } = await written(format, [
      aReply({ sender: bob, text: '', room: { ...ofRoom, kind: 'join' } }),
      aReply({ sender: bob, text: '', room: { ...ofRoom, kind: 'remove', memberName: 'Eve_' } }),
      aReply({
        sender: bob,
        text: 'Yes',
        room: {
          ...ofRoom,
          kind: 'message',
          editedAt: 1,
          quotes: { seq: 1, id: 'x', name: 'Ada', text: 'No?' }
        }
      }),
      aReply({ sender: bob, text: '', room: { ...ofRoom, kind: 'message', deleted: true } })
    ])

    const parts =
      format === 'csv'
        ? ['Bob joined.,', ',join,', 'Bob removed Eve_.,', 'Bob,reply,Yes,,message,']
        : [
            '_Bob joined._',
            String.raw`_Bob removed Eve\_._`,
            ' · edited\n\n> > Ada: No?\n> \n> Yes\n',
            ' · deleted\n'
          ]
    expect(parts.filter((part) => !text.includes(part))).toEqual([])
  }
)
