import { wordsOfLine } from '../logs/line-words'

/** Ids that stand elsewhere beside a letter, and take the room of what the line says. */
const ids = /^(correlationId|sqsMessageId|requestId|conversationId|awsRequestId)=/

/** Where it broke, which takes the room of all else; the log has it. */
const frames = / ?frames=.*/s

/** What a line of the log says of a letter, in one short line. */
export function wordsOf(line: string): string {
  const { said, rest } = wordsOfLine(line)
  return [
    said,
    ...rest
      .replace(frames, '')
      .split(' ')
      .filter((field) => !ids.test(field))
  ].join(' ')
}
