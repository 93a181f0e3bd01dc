// The update feed of a package: where it is and who signs it. As a program it signs the feeds in dist/ that electron-builder
// wrote (`node scripts/update-feed.mjs sign [folder]`), or makes a pair of keys (`… new-key`). docs/releasing.md says when.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { feedPlaceSchema } from '../src/main/updates/feed-place.ts'
import { signFeed } from '../src/main/updates/feed-signature.ts'
import { releaseNotes } from './release-notes.mjs'

/**
 * What electron-builder is told of the feed that `CHATAPP_UPDATE_URL` and `CHATAPP_UPDATE_PUBLIC_KEY` name; nothing where
 * neither is set. Throws, saying what to do, for one without the other, a wrong one, or a version without notes.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function feedArguments(root, env) {
  const { CHATAPP_UPDATE_URL: url, CHATAPP_UPDATE_PUBLIC_KEY: publicKey } = env
  if (!url && !publicKey) return []
  const { data, error } = feedPlaceSchema.safeParse({ url, publicKey })
  if (!data)
    throw new Error(
      `CHATAPP_UPDATE_URL and CHATAPP_UPDATE_PUBLIC_KEY name no update feed: ${error.issues[0]?.message} Correct them, or unset both for a package without updates.`
    )
  return [
    `-c.extraMetadata.updates.url=${data.url}`,
    `-c.extraMetadata.updates.publicKey=${data.publicKey}`,
    '-c.publish.provider=generic',
    `-c.publish.url=${data.url}`,
    `-c.releaseInfo.releaseNotes=${releaseNotes(root)}`
  ]
}

const feedFile = /^(latest|beta)(-mac|-linux(-\w+)?)?\.yml$/

/**
 * Signs every feed of a folder, and returns their names. Each file that a feed names has to be there as the feed says;
 * `filesUrl`, where given, is where people get the files from, when that is not beside the feed.
 *
 * @param {string} folder
 * @param {{ privateKey: string, publicKey: string, filesUrl?: string | undefined }} options
 * @returns {string[]}
 */
export function signFeeds(folder, { privateKey, publicKey, filesUrl }) {
  if (privateKey === '')
    throw new Error('CHATAPP_UPDATE_PRIVATE_KEY is not set: there is nothing to sign with.')
  const key = createPrivateKey(privateKey)
  const own = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
  if (own !== publicKey)
    throw new Error(
      'CHATAPP_UPDATE_PRIVATE_KEY is not the key of CHATAPP_UPDATE_PUBLIC_KEY: nobody could verify what it signs.'
    )
  const names = readdirSync(folder)
    .filter((name) => feedFile.test(name))
    .toSorted()
  if (names.length === 0)
    throw new Error(`There is no feed in ${folder}. Package with CHATAPP_UPDATE_URL set first.`)
  for (const name of names) {
    let text = readFileSync(join(folder, name), 'utf8')
    for (const { url, sha512 } of parseUpdateInfo(text, name, new URL(`file:///${name}`)).files) {
      const found = createHash('sha512')
        .update(readFileSync(join(folder, url)))
        .digest('base64')
      if (found !== sha512)
        throw new Error(`${name} names ${url} with another checksum than it has. Package anew.`)
      if (filesUrl) text = text.replaceAll(`url: ${url}\n`, `url: ${new URL(url, filesUrl).href}\n`)
    }
    writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, `${name}.sig`), signFeed(name, Buffer.from(text), key))
  }
  return names
}

/** @param {readonly string[]} argv */
function main([command, folder = 'dist']) {
  if (command === 'new-key') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    process.stdout.write(privateKey.export({ format: 'pem', type: 'pkcs8' }))
    process.stdout.write(
      `CHATAPP_UPDATE_PUBLIC_KEY=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}\n`
    )
    return
  }
  if (command !== 'sign') throw new Error('Usage: update-feed.mjs sign [folder] | new-key')
  const { CHATAPP_UPDATE_PRIVATE_KEY, CHATAPP_UPDATE_PUBLIC_KEY, CHATAPP_UPDATE_FILES_URL } = process.env
  const names = signFeeds(resolve(folder), {
    privateKey: CHATAPP_UPDATE_PRIVATE_KEY ?? '',
    publicKey: CHATAPP_UPDATE_PUBLIC_KEY ?? '',
    filesUrl: CHATAPP_UPDATE_FILES_URL
  })
  process.stdout.write(`Signed ${names.join(', ')}.\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
