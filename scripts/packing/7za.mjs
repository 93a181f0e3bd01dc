#!/usr/bin/env node
// In place of the 7-Zip that electron-builder downloads at each new machine: packs a tar as tar.gz, which is all that
// the packages of Linux need of it. Called as `7za a … OUT IN`.
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

const [to = '', from = ''] = process.argv.slice(-2)
if (!to.endsWith('.tar.gz')) throw new Error(`7za.mjs packs a tar.gz, not ${to}`)
const level = process.argv.includes('-mx=0') ? 1 : 9
await pipeline(createReadStream(from), createGzip({ level }), createWriteStream(to))
