import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { openLog } from './log'

function aLog(file: string) {
  const log = openLog(file, 'test')
  onTestFinished(() => log.close())
  return log
}

const lines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).n)

it('begins a new file while it runs, and loses no line', () => {
  const file = join(temporaryFolder(), 'chatapp.log')
  const log = aLog(file)
  const filler = 'x'.repeat(10_000)

  for (let n = 0; n < 1000; n += 1) log.info({ n, filler }, 'line')
  log.warn({ n: 1000 }, 'all before it is there')

  expect(statSync(file).size).toBeLessThan(8_000_000)
  expect([...lines(`${file}.1`), ...lines(file)]).toEqual(Array.from({ length: 1001 }, (_, n) => n))
})

it('goes on in the new file when another process began it', () => {
  const file = join(temporaryFolder(), 'chatapp.log')
  const [busy, other] = [aLog(file), aLog(file)]
  for (let n = 0; n < 800; n += 1) busy.info({ n, filler: 'x'.repeat(10_000) }, 'line')

  for (let n = 0; n < 400; n += 1) other.warn({ n: `other ${n}` }, 'line')

  expect(lines(file)).toContain('other 399')
})

it('keeps lines together for a moment, and takes secrets out of all of them', async () => {
  const file = join(temporaryFolder(), 'chatapp.log')
  const log = openLog(file, 'test', (text) => text.replaceAll('hunter2', '…'))
  onTestFinished(() => log.close())
  log.info({ n: 1, word: 'hunter2' }, 'one')
  log.info({ n: 2 }, 'two')
  expect(readFileSync(file, 'utf8')).toBe('')

  await expect.poll(() => lines(file)[1]).toBe(2)

  expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
})

it('writes an error at once, with all that came before it', () => {
  const file = join(temporaryFolder(), 'chatapp.log')
  const log = aLog(file)
  log.info({ n: 1 }, 'before')

  log.error({ n: 2 }, 'the fault')

  expect(lines(file)).toEqual([1, 2])
})
