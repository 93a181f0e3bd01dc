import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../platform/json-file'

const portSchema = z.int().min(1).max(65_535)

const pathIn = (profileDir: string): string => join(profileDir, 'browser-port.json')

/** The port on which this profile was served last; undefined when that is not known, and any free one will do. */
export const lastPort = (profileDir: string): number | undefined =>
  readJson(pathIn(profileDir), portSchema) ?? undefined

/** Notes the port, so that a page that is open then finds the next host of this profile. */
export const rememberPort = (profileDir: string, port: number): void => writeJson(pathIn(profileDir), port)
