// npm test: builds once, then the checks of Node code and of the page (vitest), then end to end (Playwright).
import { spawnSync } from 'node:child_process'
import { buildIfStale } from './build-if-stale.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
await buildIfStale()
const extra = process.argv.slice(2)
const suites = [
  ['vitest', 'run', ...extra],
  ['playwright', 'test', ...extra]
]
for (const [tool = '', ...args] of suites) {
  const { status } = spawnSync(tool, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}
