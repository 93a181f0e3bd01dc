import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writePrivately } from '../platform/private-files'

const portSchema = z.int().min(1).max(65_535)

const pathIn = (profileDir: string): string => join(profileDir, 'browser-port.json')

/** The port on which this profile was served last; undefined when that is not known. */
export function lastPort(profileDir: string): number | undefined {
  try {
    return portSchema.parse(JSON.parse(readFileSync(pathIn(profileDir), 'utf8')))
  } catch {
    // Never served, or the note is damaged: any free port will do.
    return undefined
  }
}

/** Notes the port, so that a page that is open then finds the next host of this profile. */
export function rememberPort(profileDir: string, port: number): void {
  writePrivately(pathIn(profileDir), JSON.stringify(port))
}
