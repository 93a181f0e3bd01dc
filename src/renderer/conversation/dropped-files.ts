import { fileSize, SIZE_LIMIT } from '../text/message-size'
import { t } from '../text/words'

/** What becomes of files that were pasted or dropped: their text, and why others have none. */
export interface DroppedFiles {
  readonly text: string
  /** One sentence for each file that was not taken. */
  readonly refused: readonly string[]
}

/** Reads text files; a message holds nothing else. */
export async function readDropped(files: Iterable<File>): Promise<DroppedFiles> {
  const read = await Promise.all(Array.from(files, readOne))
  return {
    text: read.flatMap((one) => ('text' in one ? [one.text] : [])).join('\n'),
    refused: read.flatMap((one) => ('why' in one ? [one.why] : []))
  }
}

async function readOne(file: File): Promise<{ text: string } | { why: string }> {
  const { name, size } = file
  if (size > SIZE_LIMIT) {
    return {
      why: t('{name} has {size}: one SQS message holds {limit}. Send it in parts.', {
        name,
        size: fileSize(size),
        limit: fileSize(SIZE_LIMIT)
      })
    }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    if (!text.includes('\0')) return { text }
  } catch {
    // A folder, a file that is gone, or bytes that are no text.
  }
  return {
    why: t('{name} is not a text file in UTF-8. A message is text: paste what you want to say of it.', {
      name
    })
  }
}
