// What a browser must load before the page shows: index.html and the scripts and styles that it names.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const renderer = resolve(import.meta.dirname, '../out/renderer')
/** @param {string} file */
const read = (file) => readFileSync(join(renderer, file))

/** The files of the built page's first load, with their text and their size when gzipped, in bytes. */
export function firstLoad() {
  const files = new Set(['index.html'])
  for (const [, file = ''] of read('index.html')
    .toString()
    .matchAll(/(?:src|href)="(?:\.\/|\/)?([^"]+\.(?:js|css|svg))"/g))
    follow(file, files)
  return [...files].map((file) => ({
    file,
    text: read(file).toString(),
    gzipped: gzipSync(read(file)).length
  }))
}

/** Chunks that a script imports statically come with it. @param {string} file @param {Set<string>} seen */
function follow(file, seen) {
  if (seen.has(file)) return
  seen.add(file)
  if (!file.endsWith('.js')) return
  const imports = read(file)
    .toString()
    .matchAll(/(?:^|[;}\n])import\s*(?:[^'"()]*?from\s*)?["']\.\/([^"']+)["']/g)
  for (const [, chunk = ''] of imports) follow(join('assets', chunk), seen)
}
