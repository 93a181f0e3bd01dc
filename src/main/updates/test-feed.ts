import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { signFeed } from './feed-signature'
import type { FeedPlace } from './feed-place'

/** What a release of an AppImage publishes: the file, its feed, and the feed's signature. */
export interface Release {
  readonly version: string
  readonly file?: string
  readonly name?: string
  /** More lines of the feed. */
  readonly more?: string
  readonly sha512?: string
  readonly key?: KeyObject
  /** The name that the feed is signed under. */
  readonly signedAs?: string
}

const keys = generateKeyPairSync('ed25519')

/** A real server of feeds and files, and the makers' key. */
export async function aFeedServer() {
  const files = new Map<string, Buffer>()
  const asked: { path: string; headers: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.slice(1)
    asked.push({ path, headers: request.headers })
    const body = files.get(path)
    response.writeHead(body ? 200 : 404, { 'content-length': body?.length ?? 0 })
    response.end(body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

  /** Publishes a release as electron-builder and our script do. */
  const publish = (release: Release): void => {
    const { version, file = `new version ${version}`, name = 'latest-linux.yml', more = '' } = release
    const body = Buffer.from(file)
    const sha512 = release.sha512 ?? createHash('sha512').update(body).digest('base64')
    const fileName = `ChatAPP-${version}-linux-x64.AppImage`
    const feed = Buffer.from(
      `version: ${version}\nfiles:\n  - url: ${fileName}\n    sha512: ${sha512}\n    size: ${body.length}\n` +
        `path: ${fileName}\nsha512: ${sha512}\nreleaseDate: '2026-11-26T00:00:00.000Z'\n${more}`
    )
    files.set(fileName, body)
    files.set(name, feed)
    files.set(
      `${name}.sig`,
      Buffer.from(signFeed(release.signedAs ?? name, feed, release.key ?? keys.privateKey))
    )
  }
  const place: FeedPlace = { url, publicKey }
  return { place, files, asked, publish, server }
}
