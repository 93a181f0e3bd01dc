// How much a browser must load before the page shows, gzipped.
import { firstLoad } from '../scripts/first-load.mjs'
import { report } from './running-app.mjs'

const files = firstLoad()
const bytes = files.reduce((sum, { gzipped }) => sum + gzipped, 0)
report(`first load, gzip, ${files.length} files`, `${(bytes / 1000).toFixed(0)} KB`, '≤ 172 KB')
if (bytes > 172_000) process.exitCode = 1
