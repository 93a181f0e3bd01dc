import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { toIcns, toIco } from './icons.mjs'

const png = (size: number): Buffer => readFileSync(`resources/icons/${size}x${size}.png`)
/** Width and height stand in the first chunk. */
const sizeOf = (file: Buffer): number[] => [file.readUInt32BE(16), file.readUInt32BE(20)]

it('each icon has the size that its name says', () => {
  for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) expect(sizeOf(png(size))).toEqual([size, size])
})

it('the icons of Windows and macOS are made of the same pictures', () => {
  const windows = [16, 32, 48, 64, 128, 256].map((size): [number, Buffer] => [size, png(size)])
  const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
  const mac = Object.entries(types).map(([type, size]): [string, Buffer] => [type, png(size)])

  expect(readFileSync('resources/icon.ico').equals(toIco(windows))).toBe(true)
  expect(readFileSync('resources/icon.icns').equals(toIcns(mac))).toBe(true)
})
