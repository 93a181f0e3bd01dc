// node scripts/powershell-guide.mjs: writes docs/aws-cli.ps1, the commands of docs/aws-cli.md as PowerShell takes them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'

const root = resolve(import.meta.dirname, '..')

/** A word of a command: what stands in it as it is, and the variables in between. @typedef {(string | { name: string })[]} Word */

/** The guide's own variables and those of the environment. @param {string} name */
const variable = (name) => (name.startsWith('AWS_') ? `\${env:${name}}` : `\${${name}}`)

/** The words of a line of bash, quotes taken off. @param {string} line @returns {Word[]} */
export function wordsOfBash(line) {
  const part = /'([^']*)'|"((?:\\.|[^"\\])*)"|\$\{(\w+)\}|\$(\w+)|\\(.)|([^\s'"$\\]+)|(\s+)/gs
  /** @type {Word[]} */ const words = [[]]
  for (const [, single, double, braced, bare, escaped, plain, space] of line.matchAll(part)) {
    const word = words.at(-1) ?? []
    if (space !== undefined) words.push([])
    else if (double !== undefined) word.push(...partsOf(double.replaceAll(/\\(["\\$`])/g, '$1')))
    else if (braced ?? bare) word.push({ name: String(braced ?? bare) })
    else word.push(String(single ?? escaped ?? plain))
  }
  return words.filter((word) => word.length > 0)
}

/** @param {string} text @returns {Word} */
const partsOf = (text) =>
  text
    .split(/(\$\{\w+\}|\$\w+)/)
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\$\{?(\w+)\}?$/.exec(part)?.[1]
      return name ? { name } : part
    })

/** A word as PowerShell takes it for one argument: a comma, a brace, @, # or ; outside of quotes would be its own. @param {Word} word */
function toPowerShell(word) {
  if (word.every((part) => typeof part === 'string')) {
    const text = word.join('')
    return /^[\w./:=*-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`
  }
  const text = word.map((part) =>
    typeof part === 'string' ? part.replaceAll('`', '``').replaceAll('"', '`"') : variable(part.name)
  )
  return `"${text.join('')}"`
}

/** @param {string} line */
const words = (line) => wordsOfBash(line).map(toPowerShell)

/** A command of the guide. @param {string} line @returns {string} */
function command(line) {
  const [name, ...rest] = words(line)
  if (name === 'echo') return ['Write-Output', ...rest].join(' ')
  if (name === 'rm') return `Remove-Item -ErrorAction SilentlyContinue ${rest.slice(1).join(', ')}`
  if (name === 'zip') return `Compress-Archive -Force ${rest[3]} ${rest[2]}`
  // npm.ps1 swallows the two dashes that stand before a program's own arguments.
  return [name === 'npm' ? 'npm.cmd' : name, ...rest].join(' ')
}

/** A line of the guide, without continuations, as lines of PowerShell. @param {string} line @returns {string[]} */
function statement(line) {
  const exported = /^export (.+)$/.exec(line)
  if (exported)
    return String(exported[1])
      .split(' ')
      .map((one) => one.replace(/^(\w+)=(.+)$/, "$env:$1 = '$2'"))
  const taken = /^(\w+)=\$\((.+)\)$/s.exec(line)
  if (taken) return [`$${taken[1]} = ${command(String(taken[2]))}`]
  const set = /^(\w+)=(".+")$/.exec(line)
  if (set) return [`$${set[1]} = ${words(String(set[2]))[0]}`]
  const loop = /^for (\w+) in (.+?); do (.+); done$/.exec(line)
  if (loop)
    return [`foreach ($${loop[1]} in ${words(String(loop[2])).join(', ')}) { ${command(String(loop[3]))} }`]
  const open = /^for (\w+) in (.+?); do$/.exec(line)
  if (open) return [`foreach ($${open[1]} in ${list(String(open[2]))}) {`]
  if (line === 'done') return ['}']
  return line.split(' && ').map((one) => command(one))
}

/** @param {string} line */
const list = (line) =>
  words(line)
    .map((word) => (/^["']/.test(word) ? word : `'${word}'`))
    .join(', ')

/** A block of the guide as PowerShell. @param {string} code */
export function powerShellOf(code) {
  const file = /^([ \t]*)cat > (\S+) <<EOF\n([^]*?)\nEOF$/gm
  /** @type {string[]} */ const files = []
  const short = code.replaceAll(file, (_, indent, name, text) => {
    const written = String(text)
      .replaceAll(/(?<!\\)\$\{(\w+)\}/g, (_all, one) => variable(one))
      .replaceAll('\\$', '`$')
    return `${indent}\u0000${files.push(`@"\n${written}\n"@ | Set-Content -Encoding ascii ${name}`) - 1}`
  })
  return short
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', text = ''] = /^(\s*)(.*)$/.exec(line) ?? []
      if (text.startsWith('\u0000')) return [files[Number(text.slice(1))] ?? '']
      return text === '' ? [''] : statement(text).map((one) => indent + one)
    })
    .join('\n')
}

/** All of it, with the guide's headings. @param {string} guide */
export function powerShellGuide(guide) {
  const parts = guide.matchAll(/^##+ (.+)$|(?:^<!-- not run by the test: [^>]+ -->\n)?^```sh\n([^]*?)^```$/gm)
  const lines = [...parts].map(([, heading, code]) =>
    heading === undefined ? powerShellOf(String(code)) : `# ${heading}\n`
  )
  return `# The commands of aws-cli.md as PowerShell takes them: run them one after another, not as one script, which would
# also deploy the short way. Made by scripts/powershell-guide.mjs.

${lines.join('\n')}`
}

if (argv[1] && resolve(argv[1]) === import.meta.filename) {
  const guide = readFileSync(join(root, 'docs/aws-cli.md'), 'utf8')
  writeFileSync(join(root, 'docs/aws-cli.ps1'), powerShellGuide(guide))
}
