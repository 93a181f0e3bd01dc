import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { writePrivately } from './private-files'

/** What a text says as JSON; undefined when it is none. Never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a small JSON file of ours says; null when there is none, or it is damaged or makes no sense. Never throws. */
export function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Writes one that only this OS user can read. A reader sees the old file or the new one, whole. */
export const writeJson = (file: string, value: unknown): void =>
  writePrivately(file, JSON.stringify(value, null, 2))
