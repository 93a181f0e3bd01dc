import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { CodeBucket, keyOf, usualBucket, zipped } from './code-bucket'

/** S3, as far as it answers by status; `statuses` are for the next calls, then 200 (204 for a deletion). */
async function setup(statuses: number[] = []) {
  const calls: { method: string | undefined; path: string | undefined; owner: unknown; body: string }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await request.toArray()).toString('latin1')
      const { method, url: path, headers } = request
      calls.push({ method, path, owner: headers['x-amz-expected-bucket-owner'], body })
      response.writeHead(statuses.shift() ?? (method === 'DELETE' ? 204 : 200)).end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const bucket = new CodeBucket({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    account: '123456789012',
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' })
  })
  return { bucket, calls }
}

const usual = { bucket: usualBucket('123456789012', 'eu-central-1'), key: keyOf('code') }

it('stores code under its content, in a bucket of the account’s own alone', async () => {
  const { bucket, calls } = await setup()

  await bucket.put({ bucket: 'mine', key: keyOf('code') }, 'code')

  expect(calls).toMatchObject([
    { method: 'PUT', path: `/mine/${keyOf('code')}`, owner: '123456789012', body: /^PK/ }
  ])
  expect(keyOf('code')).not.toBe(keyOf('other code'))
})

it('makes the usual bucket where it is missing, in its region', async () => {
  const { bucket, calls } = await setup([404])

  await bucket.put(usual, 'code')

  expect(calls.map(({ path }) => path)).toEqual([
    `/${usual.bucket}/${usual.key}`,
    `/${usual.bucket}`,
    `/${usual.bucket}/${usual.key}`
  ])
  expect(calls[1]?.body).toContain('<LocationConstraint>eu-central-1<')
})

it.each([
  ['somebody else’s', 403, /belongs to somebody else/],
  ['in another region', 301, /lies in another region/],
  ['missing, and not the usual one', 404, /There is no S3 bucket theirs/],
  ['not well', 500, /status 500/]
])('says of a bucket that it is %s, and makes none', async (_what, status, words) => {
  const { bucket, calls } = await setup([status])

  await expect(bucket.put({ bucket: 'theirs', key: 'k' }, 'code')).rejects.toThrow(words)
  expect(calls).toHaveLength(1)
})

it('writes an archive that others read', () => {
  const archive = zipped('index.js', 'exports.handler = 1')
  const start = 30 + 'index.js'.length

  expect(zipped('index.js', 'exports.handler = 1')).toEqual(archive)
  expect(inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(18))).toString()).toBe(
    'exports.handler = 1'
  )
  const python = spawnSync('python3', ['--version']).status === 0
  if (!python) return
  const file = join(mkdtempSync(join(tmpdir(), 'chatapp-zip-')), 'code.zip')
  writeFileSync(file, archive)
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.read("index.js").decode(), oct(z.getinfo("index.js").external_attr >> 16))'
  expect(spawnSync('python3', ['-c', script, file], { encoding: 'utf8' }).stdout.trim()).toBe(
    'exports.handler = 1 0o100644'
  )
})
