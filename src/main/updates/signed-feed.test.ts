import { generateKeyPairSync } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { errorText } from '../../shared/errors'
import { feedPlaceSchema } from './feed-place'
import { feedName, parseFeed, readSignedFeed } from './signed-feed'
import { aFeedServer } from './test-feed'

const name = 'latest-linux.yml'

it('reads a feed that the makers signed', async () => {
  const { place, publish, files } = await aFeedServer()
  publish({ version: '1.1.0' })

  expect(await readSignedFeed(name, { place, fetch })).toBe(files.get(name)?.toString())
})

it('refuses a feed that somebody else signed', async () => {
  const { place, publish } = await aFeedServer()
  publish({ version: '1.1.0', key: generateKeyPairSync('ed25519').privateKey })

  await expect(readSignedFeed(name, { place, fetch })).rejects.toThrow(errorText('update.unsigned'))
})

it('refuses a feed of another channel or system that is served in this one’s place', async () => {
  const { place, publish } = await aFeedServer()
  publish({ version: '1.1.0-beta.1', signedAs: 'beta-linux.yml' })

  await expect(readSignedFeed(name, { place, fetch })).rejects.toThrow(errorText('update.unsigned'))
})

it.each(['truncated', 'changed', 'emptied', 'too long', 'without signature', 'with a truncated signature'])(
  'refuses a feed that is %s',
  async (how) => {
    const { place, publish, files } = await aFeedServer()
    publish({ version: '1.1.0' })
    const feed = files.get(name) ?? Buffer.alloc(0)
    if (how === 'truncated') files.set(name, feed.subarray(0, -1))
    if (how === 'changed') files.set(name, Buffer.from(feed.toString().replace('1.1.0', '1.1.1')))
    if (how === 'emptied') files.set(name, Buffer.alloc(0))
    if (how === 'too long') files.set(name, Buffer.alloc(300_000, 'x'))
    if (how === 'without signature') files.set(`${name}.sig`, Buffer.alloc(0))
    if (how === 'with a truncated signature')
      files.set(`${name}.sig`, (files.get(`${name}.sig`) ?? feed).subarray(0, 40))

    await expect(readSignedFeed(name, { place, fetch })).rejects.toThrow(errorText('update.unsigned'))
  }
)

it('takes a sign-in page of the network for no feed', async () => {
  const { place, files } = await aFeedServer()
  files.set(name, Buffer.from('<html>Sign in</html>'))
  files.set(`${name}.sig`, Buffer.from('<html>Sign in</html>'))

  await expect(readSignedFeed(name, { place, fetch })).rejects.toThrow(errorText('update.unsigned'))
})

it('says that a feed has nothing for this system', async () => {
  const { place } = await aFeedServer()

  await expect(readSignedFeed(name, { place, fetch })).rejects.toThrow(
    'The update feed has no latest-linux.yml'
  )
})

it.each<[string, RequestListener]>([
  ['fails', (_, response) => response.writeHead(500).end()],
  ['cuts the connection', ({ socket }) => socket.destroy()],
  ['stops half-way', (_, response) => response.writeHead(200, { 'content-length': 100 }).write('version')],
  ['never answers', () => {}]
])('says that a feed cannot be reached whose server %s, within a time limit', async (_, answer) => {
  const { place } = await aFeedServer()
  const server = createServer(answer)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  await expect(readSignedFeed(name, { place: { ...place, url }, fetch, limitMs: 200 })).rejects.toThrow(
    errorText('update.unreachable')
  )
})

const aFeed = {
  version: '1.1.0',
  files: [{ url: 'ChatAPP.AppImage', sha512: `${'A'.repeat(86)}==` }],
  releaseDate: ''
}
const place = { url: 'https://updates.example.org/', publicKey: '' }

it('keeps versions that are still tried from the stable channel', () => {
  const beta = { ...aFeed, version: '1.2.0-beta.1' }

  expect(parseFeed(beta, 'beta', place)).toEqual(beta)
  expect(() => parseFeed(beta, 'stable', place)).toThrow('1.2.0-beta.1')
})

it.each([
  'a text',
  null,
  { ...aFeed, version: 'latest' },
  { ...aFeed, files: [] },
  { ...aFeed, files: [{ url: 'ChatAPP.AppImage' }] },
  { ...aFeed, files: [{ ...aFeed.files[0], url: 'http://elsewhere.example/ChatAPP.AppImage' }] },
  { ...aFeed, files: [{ ...aFeed.files[0], url: 'file:///etc/passwd' }] }
])('says that it cannot read a signed feed of %j', (said) => {
  expect(() => parseFeed(said, 'stable', place)).toThrow('cannot read it')
})

it('asks for the feed of its own system and channel', () => {
  expect(feedName('stable', { platform: 'win32', arch: 'arm64' })).toBe('latest.yml')
  expect(feedName('beta', { platform: 'darwin', arch: 'arm64' })).toBe('beta-mac.yml')
  expect(feedName('stable', { platform: 'linux', arch: 'x64' })).toBe('latest-linux.yml')
  expect(feedName('beta', { platform: 'linux', arch: 'arm64' })).toBe('beta-linux-arm64.yml')
})

it('takes no feed from an address in the clear, nor a key of another kind', async () => {
  const { place } = await aFeedServer()
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
    format: 'der',
    type: 'spki'
  })

  expect(feedPlaceSchema.safeParse({ ...place, url: 'https://example.org/chatapp' }).data?.url).toBe(
    'https://example.org/chatapp/'
  )
  expect(feedPlaceSchema.safeParse({ ...place, url: 'http://example.org/' }).success).toBe(false)
  expect(feedPlaceSchema.safeParse({ ...place, publicKey: rsa.toString('base64') }).success).toBe(false)
  expect(feedPlaceSchema.safeParse({ ...place, publicKey: 'x' }).success).toBe(false)
})
