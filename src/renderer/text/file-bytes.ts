import { ChatError } from '../../shared/errors'

/** The bytes of a file that the user chose, told as they are read. Throws `storage` when it cannot be read. */
export async function* fileBytes(file: Blob, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(unreadable)
      if (done) return
      read(value.length)
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

function unreadable(cause: unknown): never {
  throw new ChatError('file.gone', {}, { cause })
}
