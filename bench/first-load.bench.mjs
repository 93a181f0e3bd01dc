// How much a browser must load before the page shows, gzipped.
import { firstLoad } from '../scripts/first-load.mjs'
import { state } from './measure.mjs'

const bytes = firstLoad().reduce((sum, { gzipped }) => sum + gzipped, 0)
state({ name: 'first load of the page, gzip', ours: bytes / 1000, unit: 'KB', atMost: 172 })
