// node scripts/icons.mjs: draws resources/icon.svg in every size and format that the systems' packages want.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumPath } from '../test/chromium.ts'

const resources = resolve(import.meta.dirname, '../resources')
const svg = readFileSync(join(resources, 'icon.svg'), 'utf8')

/** Draws the SVG in each size. @param {number[]} sizes @returns {Promise<Map<number, Buffer>>} */
async function draw(sizes) {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const executablePath = await chromiumPath()
  const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) })
  try {
    const page = await browser.newPage()
    const drawn = new Map()
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size })
      await page.setContent(
        `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`
      )
      drawn.set(size, await page.screenshot({ omitBackground: true }))
    }
    return drawn
  } finally {
    await browser.close()
  }
}

/** Windows: a table of PNGs, a size of 256 written as 0. @param {[number, Buffer][]} images */
export function toIco(images) {
  const head = Buffer.alloc(6 + images.length * 16)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [at, [size, png]] of images.entries()) {
    const entry = head.subarray(6 + at * 16)
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
  }
  return Buffer.concat([head, ...images.map(([, png]) => png)])
}

/** macOS: each PNG with its type, which says its size. @param {[string, Buffer][]} images */
export function toIcns(images) {
  const chunks = images.map(([type, png]) => {
    const head = Buffer.from(`${type}\0\0\0\0`)
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  })
  const body = Buffer.concat(chunks)
  const head = Buffer.from('icns\0\0\0\0')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

/** macOS's types and their sizes in pixels; `@2x` ones have types of their own. */
const macTypes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024]

if (process.argv[1] === import.meta.filename) {
  const drawn = await draw(sizes)
  /** @param {number} size */
  const png = (size) => drawn.get(size) ?? Buffer.alloc(0)
  mkdirSync(join(resources, 'icons'), { recursive: true })
  for (const size of sizes) writeFileSync(join(resources, 'icons', `${size}x${size}.png`), png(size))
  const windows = sizes.filter((size) => size <= 256)
  writeFileSync(join(resources, 'icon.ico'), toIco(windows.map((size) => [size, png(size)])))
  const mac = Object.entries(macTypes)
  writeFileSync(join(resources, 'icon.icns'), toIcns(mac.map(([type, size]) => [type, png(size)])))
}
