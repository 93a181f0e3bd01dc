// node screen-to-png.mjs FILE PNG: what `Xvfb -fbdir` holds (32 bits, little-endian), so that no image tool is needed.
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

const [from = '', to = ''] = process.argv.slice(2)
const screen = readFileSync(from)
/** The header's numbers, see X11/XWDFile.h. @param {number} index */
const word = (index) => screen.readUInt32BE(index * 4)
const [headerSize, width, height, bitsPerPixel, stride] = [word(0), word(4), word(5), word(11), word(12)]
if (bitsPerPixel !== 32) throw new Error(`The screen has ${bitsPerPixel} bits per pixel; 32 are read here.`)
const start = headerSize + word(19) * 12

// PNG: each row is a filter (none) and its pixels in red, green, blue.
const rows = Buffer.alloc(height * (width * 3 + 1))
for (let y = 0; y < height; y++) {
  const row = rows.subarray(y * (width * 3 + 1) + 1)
  const line = screen.subarray(start + y * stride)
  for (let x = 0; x < width; x++) row.writeUIntBE(line.readUIntLE(x * 4, 3), x * 3, 3)
}

/** @param {string} name @param {Buffer} body */
function chunk(name, body) {
  const data = Buffer.concat([Buffer.from(name), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(data))
  return Buffer.concat([length, data, sum])
}
const head = Buffer.alloc(13)
head.writeUInt32BE(width, 0)
head.writeUInt32BE(height, 4)
head.set([8, 2, 0, 0, 0], 8)
const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
writeFileSync(to, Buffer.concat([signature, ...chunks]))
