// npm run -s chatapp -- …: the command line of the build; builds first when a source is newer.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from './build-if-stale.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
await buildIfStale()
const entry = resolve(import.meta.dirname, '../out/main/cli.js')
process.argv[1] = entry
await import(pathToFileURL(entry).href)
