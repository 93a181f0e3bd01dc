// Which of our files a message's text enters, from Enter in the page to the answer shown: how long its road is.
//
// A copy of the sources is built in which each function says so when one of its arguments holds the text: is it, or has
// it inside plain objects, arrays, maps, sets or bytes, four deep. The built browser host, its local backend and a real
// Chromium then exchange one message. `node bench/text-path.bench.mjs --json` prints every file with where it is entered.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { parseAst } from 'vite'
import { chromiumPath } from '../test/chromium.ts'
import { inEmptyHome, startHost } from './host.mjs'
import { state } from './measure.mjs'

/** @typedef {{ file: string, line: number, out: boolean, back: boolean, itself: boolean }} Entry */
const root = resolve(import.meta.dirname, '..')
const copy = join(root, 'out/bench/text-path')
const seenFile = join(copy, 'seen.jsonl')
const WORD = 'text-path-marker'
const SENT = `/echo ${WORD}`

/** The head of each process: defines what every function calls. @param {string} WORD @param {string} SENT @param {string} seenFile */
function tracer(WORD, SENT, seenFile) {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs')
  /** @param {any} value @param {number} depth @returns {string} */
  const find = (value, depth) => {
    if (typeof value === 'string') return value.includes(WORD) ? value : ''
    if (value instanceof Uint8Array) return find(new TextDecoder().decode(value), depth)
    if (typeof value !== 'object' || value === null || depth === 0) return ''
    if (Array.isArray(value) || value instanceof Set || value instanceof Map)
      return Array.from(value.values(), (one) => find(one, depth - 1)).join('')
    if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return ''
    // What has functions is a part of the app and no data: a store's whole state, a React element.
    if (Object.values(value).some((one) => typeof one === 'function')) return ''
    return find(Object.values(value), depth)
  }
  /** @type {Entry[]} */
  const entries = []
  const note = (/** @type {string} */ file, /** @type {number} */ line, /** @type {unknown[]} */ values) => {
    const text = find(values, 5)
    if (!text) return
    const back = text.replaceAll(SENT, '').includes(WORD)
    const entry = { file, line, out: text.includes(SENT), back, itself: find(values, 1) !== '' }
    if (fs) fs.appendFileSync(seenFile, `${JSON.stringify(entry)}\n`)
    else entries.push(entry)
  }
  Object.assign(globalThis, { textEntries: entries, noteText: note })
}
const head = `;(${tracer.toString()})(${JSON.stringify([WORD, SENT, seenFile]).slice(1, -1)});\n`
const begins = /^src\/(browser\/index|local-backend\/(child|lambda\/lambda-worker)|renderer\/index)\.tsx?$/

/** The names that a parameter binds. @param {any} node @returns {string[]} */
function namesOf(node) {
  if (!node) return []
  if (node.type === 'Identifier') return node.name === 'this' ? [] : [node.name]
  const { parameter, left, argument, elements = [], properties = [] } = node
  const values = properties.map((/** @type {any} */ one) => one.value ?? one.argument)
  return [parameter, left, argument, ...elements, ...values].flatMap(namesOf)
}

/** Has every function of a source note its arguments. @param {string} file @param {string} code */
function instrument(file, code) {
  /** @type {[number, string][]} */
  const inserts = []
  /** @param {any} node */
  const walk = (node) => {
    if (typeof node !== 'object' || node === null) return
    const names = node.body && Array.isArray(node.params) ? node.params.flatMap(namesOf) : []
    if (names.length > 0) {
      const line = code.slice(0, node.start).split('\n').length
      const note = `globalThis.noteText?.('${file}', ${line}, [${names.join(', ')}])`
      const { type, start, end } = node.body
      if (type === 'BlockStatement') inserts.push([start + 1, `${note};`])
      else inserts.push([start, `(${note}, `], [end, ')'])
    }
    for (const child of Object.values(node)) walk(child)
  }
  walk(parseAst(code, { lang: file.endsWith('x') ? 'tsx' : 'ts', astType: 'ts' }))
  const fromEnd = inserts.toSorted(([a], [b]) => b - a)
  return fromEnd.reduce((text, [at, note]) => text.slice(0, at) + note + text.slice(at), code)
}

/** Builds the copy as a checkout of its own. */
function buildCopy() {
  rmSync(copy, { recursive: true, force: true })
  for (const name of readdirSync(root))
    if (/^(src|lambda|resources|scripts|\w.*\.(ts|json|md))$/.test(name))
      cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    const file = name.replaceAll('\\', '/')
    if (!/^(src|lambda)\/.*\.tsx?$/.test(file) || /\.test\.|vite\.config/.test(file)) continue
    const code = instrument(file, readFileSync(join(copy, file), 'utf8'))
    writeFileSync(join(copy, file), (begins.test(file) ? head : '') + code)
  }
  const script = join(copy, 'scripts/build.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

/** Exchanges one message in a page. @param {string} home @returns {Promise<Entry[]>} */
async function exchange(home) {
  const host = await startHost(home, copy)
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args })
  try {
    const page = await browser.newPage()
    await page.addInitScript((session) => sessionStorage.setItem('chatapp.session', session), host.session)
    await page.goto(host.origin)
    const composer = page.getByRole('textbox', { name: 'Message' })
    const kept = page.waitForResponse((response) => response.url().endsWith('/call/drafts.set'))
    await composer.fill(SENT)
    await kept
    // A draft is no message yet: the road begins with Enter.
    writeFileSync(seenFile, '')
    await page.evaluate('globalThis.textEntries.length = 0')
    await composer.press('Enter')
    await page.getByRole('log').getByText(WORD, { exact: true }).waitFor()
    await page.waitForTimeout(1000)
    const lines = readFileSync(seenFile, 'utf8').trim().split('\n')
    return [...(await page.evaluate('globalThis.textEntries')), ...lines.map((line) => JSON.parse(line))]
  } finally {
    await browser.close()
    await host.stop()
  }
}

buildCopy()
const entries = await inEmptyHome(exchange)
/** @param {(entry: Entry) => boolean} [which] */
const count = (which = () => true) => new Set(entries.filter(which).map(({ file }) => file)).size
const files = [...Map.groupBy(entries, ({ file }) => file)].map(([file, all]) => ({
  file,
  lines: [...new Set(all.map(({ line }) => line))].toSorted((a, b) => a - b),
  out: all.some(({ out }) => out),
  back: all.some(({ back }) => back),
  itself: all.some(({ itself }) => itself)
}))
if (process.argv.includes('--json'))
  process.stdout.write(`${JSON.stringify({ count: count(), files }, null, 2)}\n`)
else {
  for (const { file, lines, out, back } of files)
    process.stderr.write(`  ${out ? '→' : ' '}${back ? '←' : ' '} ${file}:${lines.join(',')}\n`)
  state({ name: 'files that a message’s text enters', ours: count(), unit: 'files', atMost: 40 })
  const unit = 'files'
  state({ name: 'the same: on the way out', ours: count(({ out }) => out), unit })
  state({ name: 'the same: on the way back', ours: count(({ back }) => back), unit })
  state({ name: 'the same: handed the text itself', ours: count(({ itself }) => itself), unit })
}
