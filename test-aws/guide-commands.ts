import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A code block of a guide. */
export interface GuideBlock {
  /** The `##` heading it stands under. */
  readonly section: string
  readonly code: string
  /** Why the test leaves it out, as the guide says in a comment before it; null when it is run. */
  readonly notRun: string | null
}

const block =
  /^## (?<section>.+)$|(?:^<!-- not run by the test: (?<why>[^>]+) -->\n)?^```sh\n(?<code>[^]*?)^```$/gm

/** The shell blocks of a guide in `docs/`, in their order. */
export function guideBlocks(name: string): GuideBlock[] {
  const text = readFileSync(resolve(import.meta.dirname, '../docs', name), 'utf8')
  let section = ''
  const blocks: GuideBlock[] = []
  for (const { groups = {} } of text.matchAll(block)) {
    if (groups['section'] !== undefined) section = groups['section']
    else blocks.push({ section, code: groups['code'] ?? '', notRun: groups['why'] ?? null })
  }
  return blocks
}
