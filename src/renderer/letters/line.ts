import { wordsOfLine } from '../logs/line-words'

/** Ids that stand elsewhere beside a letter, and take the room of what the line says. */
const ids = /^(correlationId|sqsMessageId|requestId|conversationId|awsRequestId)=/

/** What a line of the log says of a letter, in one short line. */
export function wordsOf(line: string): string {
  const { said, rest } = wordsOfLine(line)
  return [said, ...rest.split(' ').filter((field) => !ids.test(field))].join(' ')
}
