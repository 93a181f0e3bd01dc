/** Told the name and the data of each event, in order. */
export type TakeEvent = (name: string, data: string) => void

/**
 * Reads a body of server-sent events to its end. Rejects when the connection breaks.
 *
 * An `EventSource` could do it, but can send no header, and so no session.
 */
export async function readServerEvents(body: ReadableStream<Uint8Array>, take: TakeEvent): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (text + value).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) takeBlock(block, take)
  }
}

/** One event; a block of comments alone says only that the host is there. */
function takeBlock(block: string, take: TakeEvent): void {
  const lines = block.split('\n')
  const field = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const [event, data] = [field('event'), field('data')]
  if (event !== undefined && data !== undefined) take(event, data)
}
