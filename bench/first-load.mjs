// What a browser must load before the page shows: index.html and the scripts and styles that it names, gzipped.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { report } from './running-app.mjs'

const renderer = resolve(import.meta.dirname, '../out/renderer')
const html = readFileSync(join(renderer, 'index.html'), 'utf8')
const files = [...html.matchAll(/(?:src|href)="(?:\.\/|\/)?([^"]+\.(?:js|css|svg))"/g)].map(
  (match) => match[1] ?? ''
)
/** Chunks that the named scripts import statically load with them. @param {string} file @param {Set<string>} seen */
function closure(file, seen) {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!file.endsWith('.js')) return seen
  const source = readFileSync(join(renderer, file), 'utf8')
  for (const match of source.matchAll(/(?:^|[;}\n])import\s*(?:[^'"()]*?from\s*)?["']\.\/([^"']+)["']/g)) {
    closure(join('assets', match[1] ?? ''), seen)
  }
  return seen
}
const all = new Set(['index.html'])
for (const file of files) closure(file, all)
const bytes = [...all].reduce((sum, file) => sum + gzipSync(readFileSync(join(renderer, file))).length, 0)
report(`first load, gzip, ${all.size} files`, `${(bytes / 1000).toFixed(0)} KB`, '≤ 300 KB')
if (bytes > 300_000) process.exitCode = 1
