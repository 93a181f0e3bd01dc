import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { powerShellGuide, powerShellOf, wordsOfBash } from '../scripts/powershell-guide.mjs'

const docs = join(import.meta.dirname, '../docs')
const guide = readFileSync(join(docs, 'aws-cli.md'), 'utf8')
const script = readFileSync(join(docs, 'aws-cli.ps1'), 'utf8')

/** What a command gets as its arguments by PowerShell's rules, variables by their names. */
function wordsOfPowerShell(line: string): string[] {
  const words = ['']
  const part = /'((?:[^']|'')*)'|"((?:`.|[^"`])*)"|([^\s'"]+)|(\s+)/g
  for (const [, single, double, bare, space] of line.matchAll(part)) {
    if (space !== undefined) words.push('')
    else words[words.length - 1] += textOf({ single, double, bare })
  }
  return words.filter((word) => word !== '')
}

function textOf({ single, double, bare }: Record<'single' | 'double' | 'bare', string | undefined>): string {
  if (single !== undefined) return single.replaceAll("''", "'")
  if (double !== undefined)
    return double.replaceAll(/\$\{(?:env:)?(\w+)\}/g, '<$1>').replaceAll(/`(.)/g, '$1')
  // Outside of quotes these make arrays, blocks, comments, variables or other commands.
  expect(bare).not.toMatch(/[,;{}()@#$&|<>`]/)
  return bare ?? ''
}

const named = (word: ReturnType<typeof wordsOfBash>[number]): string =>
  word.map((part) => (typeof part === 'string' ? part : `<${part.name}>`)).join('')

const commands = [...guide.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .flatMap(([, code = '']) =>
    code
      .replaceAll(/^\s*cat > [^]*?^EOF$/gm, '')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
  )
  .flatMap((line) => /\b(?:aws|npm) [^)]*/.exec(line.replace(/; done$/, ''))?.[0] ?? [])
  .flatMap((line) => line.split(' && ')[0] ?? [])

/** A file's JSON with the names of variables in their place. */
const filled = (text: string, value: RegExp, escape: string): unknown =>
  JSON.parse(text.replaceAll(value, '$1').replaceAll(escape, '$'))

describe('the guide for the AWS CLI in PowerShell', () => {
  it('is made from the guide: node scripts/powershell-guide.mjs', () => {
    expect(script).toBe(powerShellGuide(guide))
  })

  it.each([...new Set(commands)])('gives the program the same arguments as bash: %s', (command) => {
    const [program, ...rest] = wordsOfPowerShell(powerShellOf(command))

    expect([program?.replace(/^npm\.cmd$/, 'npm'), ...rest]).toEqual(wordsOfBash(command).map(named))
    expect(script).toContain(powerShellOf(command))
  })

  it('writes the same files', () => {
    const inBash = [...guide.matchAll(/cat > (\S+) <<EOF\n([^]*?)\nEOF/g)].map(([, name, text = '']) => [
      name,
      filled(text, /(?<!\\)\$\{(\w+)\}/g, '\\$')
    ])
    const inPowerShell = [...script.matchAll(/^@"\n([^]*?)\n"@ \| Set-Content -Encoding ascii (\S+)$/gm)].map(
      ([, text = '', name]) => [name, filled(text, /(?<!`)\$\{(?:env:)?(\w+)\}/g, '`$')]
    )

    expect(inPowerShell.length).toBeGreaterThan(3)
    expect(inPowerShell).toEqual(inBash)
  })

  it('keeps apart what bash splits: commands in a row, variables of the environment, lists', () => {
    expect(powerShellOf('export AWS_REGION=eu-west-1\na one && aws two')).toBe(
      "$env:AWS_REGION = 'eu-west-1'\na one\naws two"
    )
    expect(powerShellOf('for url in "$A" "$B"; do aws x --url "$url"; done')).toBe(
      'foreach ($url in "${A}", "${B}") { aws x --url "${url}" }'
    )
    expect(powerShellOf(`aws x --set A=1,B=2 --text "it's"`)).toBe("aws x --set 'A=1,B=2' --text 'it''s'")
  })
})
