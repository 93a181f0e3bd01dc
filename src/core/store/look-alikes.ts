import { PROCESSOR, nameKey } from '../../shared/room-wire'

/** Letters, of whatever script, that a person takes for these: the common part of Unicode's table of confusables (UTS 39). */
const alike: Readonly<Record<string, string>> = {
  a: 'аαɑạàáâãäåāăą',
  b: 'ЬьƄвß',
  c: 'сϲçćĉċč',
  d: 'ԁɗđ',
  e: 'еєҽèéêëēĕėęě',
  f: 'ſ',
  g: 'ɡցğģġ',
  h: 'һհн',
  i: 'іɩıìíîïĩīĭįİΙІl1|Ӏӏ',
  j: 'јϳ',
  k: 'кκκĸ',
  m: 'мṃ',
  n: 'пոñńņň',
  o: 'оοօ0ѳσòóôõöøōŏő',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гŕŗř',
  s: 'ѕśŝşš5',
  t: 'тτţťŧ',
  u: 'սυцùúûüũūŭů',
  v: 'ѵν',
  w: 'ԝшω',
  x: 'хχ×',
  y: 'уγүýÿŷ',
  z: 'ᴢżźž2',
  3: 'зӡ',
  6: 'б'
}

const shown = new Map(
  Object.entries(alike).flatMap(([letter, others]) =>
    Array.from(others).flatMap((other) => [[other, letter] as const, [other.toLowerCase(), letter] as const])
  )
)

/** The same for two names that a person cannot tell apart: case, width, accents, look-alike letters and what is not seen aside. */
export const skeletonOf = (name: string): string =>
  Array.from(nameKey(name), (letter) => shown.get(letter) ?? letter)
    .join('')
    .normalize('NFD')
    .replaceAll(/[\p{M}\p{P}\s]/gu, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')

const processor = { id: PROCESSOR, name: PROCESSOR }

/** For each person the name of another one, or of the processor, that looks like theirs. */
export function lookAlikes(
  people: Iterable<{ readonly id: string; readonly name: string }>
): ReadonlyMap<string, string> {
  const bySkeleton = Map.groupBy([...people, processor], ({ name }) => skeletonOf(name))
  const found = new Map<string, string>()
  for (const alikes of bySkeleton.values()) {
    for (const { id } of alikes) {
      const other = alikes.find((one) => one.id !== id)
      if (other && other.name !== '') found.set(id, other.name)
    }
  }
  return found
}
