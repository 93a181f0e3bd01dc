/** A picture in the order that Electron's `nativeImage.createFromBitmap` takes: blue, green, red, opacity. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly pixels: Buffer
}

const RED = [0x33, 0x2b, 0xd6] as const
const WHITE = [0xff, 0xff, 0xff] as const

// Three by five dots for each sign, row by row.
const signs: Readonly<Record<string, string>> = {
  '0': '111101101101111',
  '1': '010110010010111',
  '2': '111001111100111',
  '3': '111001111001111',
  '4': '101101111001001',
  '5': '111100111001111',
  '6': '111100111101111',
  '7': '111001010010010',
  '8': '111101111101111',
  '9': '111101111001111',
  '+': '000010111010000'
}

/** A picture with a red dot in its lower right corner: something is unread. */
export function withDot({ width, height, pixels }: Bitmap): Bitmap {
  const dotted = Buffer.from(pixels)
  const radius = Math.min(width, height) * 0.28
  disc({ width, height, pixels: dotted }, { x: width - radius, y: height - radius, radius })
  return { width, height, pixels: dotted }
}

/** A red disc with a number on it, `9+` from 10 on, for the task bar of Windows; `size` in pixels, 16 or more. */
export function numberBadge(count: number, size: number): Bitmap {
  const badge = { width: size, height: size, pixels: Buffer.alloc(size * size * 4) }
  disc(badge, { x: size / 2, y: size / 2, radius: size / 2 })
  const text = count > 9 ? '9+' : String(count)
  const dot = Math.floor(size / (text.length > 1 ? 10 : 8))
  const width = (text.length * 4 - 1) * dot
  const left = Math.round((size - width) / 2)
  const top = Math.round((size - 5 * dot) / 2)
  for (const [place, sign] of Array.from(text).entries()) {
    for (const [index, on] of Array.from(signs[sign] ?? '').entries()) {
      if (on !== '1') continue
      const x = left + (place * 4 + (index % 3)) * dot
      const y = top + Math.floor(index / 3) * dot
      for (let at = 0; at < dot * dot; at++)
        paint(badge, { x: x + (at % dot), y: y + Math.floor(at / dot) }, WHITE)
    }
  }
  return badge
}

function disc(image: Bitmap, { x, y, radius }: { x: number; y: number; radius: number }): void {
  for (let row = 0; row < image.height; row++)
    for (let column = 0; column < image.width; column++) {
      // Measured at the middle of a pixel.
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) < radius) paint(image, { x: column, y: row }, RED)
    }
}

function paint(
  { width, height, pixels }: Bitmap,
  { x, y }: { x: number; y: number },
  colour: typeof RED | typeof WHITE
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return
  pixels.set([...colour, 0xff], (y * width + x) * 4)
}
