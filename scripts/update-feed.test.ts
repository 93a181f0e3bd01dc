import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { isSignedFeed } from '../src/main/updates/feed-signature'
import { temporaryFolder } from '../test/temporary-folder'
import { feedArguments, signFeeds } from './update-feed.mjs'

const root = resolve(import.meta.dirname, '..')
const keys = generateKeyPairSync('ed25519')
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const privateKey = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const env = {
  CHATAPP_UPDATE_URL: 'https://updates.example.org/chatapp',
  CHATAPP_UPDATE_PUBLIC_KEY: publicKey
}

it('puts the feed’s place into the package, and what is new into the feed', () => {
  const given = feedArguments(root, env)

  expect(given).toEqual(
    expect.arrayContaining([
      '-c.extraMetadata.updates.url=https://updates.example.org/chatapp/',
      `-c.extraMetadata.updates.publicKey=${publicKey}`,
      '-c.publish.provider=generic'
    ])
  )
  expect(given.find((one) => one.startsWith('-c.releaseInfo.releaseNotes='))?.length).toBeGreaterThan(60)
  expect(feedArguments(root, {})).toEqual([])
})

it.each([
  ['one without the other', { CHATAPP_UPDATE_URL: env.CHATAPP_UPDATE_URL }],
  ['an address in the clear', { ...env, CHATAPP_UPDATE_URL: 'http://updates.example.org' }],
  ['a private key', { ...env, CHATAPP_UPDATE_PUBLIC_KEY: privateKey }]
])('refuses %s', (_, given) => {
  expect(() => feedArguments(root, given)).toThrow('name no update feed')
})

it('packages no version with a feed of which nothing is said to be new', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package.json'), '{ "version": "9.9.9" }')
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n')

  expect(() => feedArguments(folder, env)).toThrow('says nothing of version 9.9.9')
})

/** A folder with a file and its feed, as electron-builder leaves them. */
function aRelease() {
  const folder = temporaryFolder()
  const file = Buffer.from('the app')
  const sha512 = createHash('sha512').update(file).digest('base64')
  writeFileSync(join(folder, 'ChatAPP.AppImage'), file)
  const feed = `version: 1.1.0\nfiles:\n  - url: ChatAPP.AppImage\n    sha512: ${sha512}\n`
  writeFileSync(join(folder, 'latest-linux.yml'), feed)
  writeFileSync(join(folder, 'builder-debug.yml'), '')
  return folder
}

it('signs each feed as the app verifies it, wherever its files are', () => {
  const folder = aRelease()

  const names = signFeeds(folder, { privateKey, publicKey, filesUrl: 'https://files.example.org/v1.1.0/' })

  expect(names).toEqual(['latest-linux.yml'])
  const feed = readFileSync(join(folder, 'latest-linux.yml'))
  const signature = readFileSync(join(folder, 'latest-linux.yml.sig'), 'utf8')
  expect(feed.toString()).toContain('url: https://files.example.org/v1.1.0/ChatAPP.AppImage')
  expect(isSignedFeed('latest-linux.yml', { feed, signature }, keys.publicKey)).toBe(true)
  expect(isSignedFeed('beta-linux.yml', { feed, signature }, keys.publicKey)).toBe(false)
})

it('signs nothing for a file that is not what the feed says, or with a key that the app does not know', () => {
  const folder = aRelease()
  const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

  expect(() => signFeeds(folder, { privateKey: other, publicKey })).toThrow('is not the key of')
  writeFileSync(join(folder, 'ChatAPP.AppImage'), 'another app')
  expect(() => signFeeds(folder, { privateKey, publicKey })).toThrow('another checksum')
  expect(() => signFeeds(temporaryFolder(), { privateKey, publicKey })).toThrow('There is no feed')
})
