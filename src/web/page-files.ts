import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ChatError } from '../shared/errors'

/** One file of the built page, held in memory. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer<ArrayBuffer>
  readonly etag: string
  /** Whether its name changes with its content, so that a browser may keep it for ever. */
  readonly immutable: boolean
}

/** The built page by URL path (`/`, `/assets/index-Bx3k.js`). A path that is not a key does not exist. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** The page loads nothing but its own files, runs no inline code and cannot be framed. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** What every answer of every host carries, page or not. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8'
}

// Vite: `name-` and eight base64url characters before the extension, in assets/.
const hashedName = /^\/assets\/.+-[\w-]{8}\.\w+$/

/**
 * Reads the built page into memory: the fixed list that hosts serve from.
 *
 * No path is ever made from a request, so nothing outside the folder can be asked for. A file of a kind the page
 * has no use for (a source map) is left out. Throws when there is no built page.
 */
export async function loadPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>()
  await addFolder(files, folder, '')
  const index = files.get('/index.html')
  if (!index) {
    throw new ChatError('build.no_page', { folder })
  }
  return files.set('/', index)
}

/** Headers for a file of the page: its type and how long it may be kept, with `securityHeaders`. */
export function pageHeaders(file: PageFile): Record<string, string> {
  return {
    ...securityHeaders,
    'content-type': file.type,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    etag: file.etag
  }
}

async function addFolder(files: Map<string, PageFile>, folder: string, path: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const name = `${path}/${entry.name}`
    if (entry.isDirectory()) await addFolder(files, join(folder, entry.name), name)
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const body = await readFile(join(folder, entry.name))
    const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22)
    files.set(name, { type, body, etag: `"${digest}"`, immutable: hashedName.test(name) })
  }
}
