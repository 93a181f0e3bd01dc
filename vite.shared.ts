import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/**
 * `#fauxqs/…` reaches into the pinned fauxqs package, whose exports hide the store and the persistence that a
 * host of `buildApp()` must pass in.
 */
export const alias = { '#fauxqs': resolve(import.meta.dirname, 'node_modules/fauxqs/dist') }

/**
 * Has a bundle require Node's own modules in place of importing them.
 *
 * For an import Node reads everything that the module exports, and what is there for whoever asks is loaded: all of
 * undici with `node:http`, streams with `node:fs`. That is 40 ms and some megabytes in each process and thread.
 */
export const requiredBuiltins = (): Plugin => ({
  name: 'required-builtins',
  renderChunk(code) {
    const rest = code.replaceAll(importOfModule, requireOfNode)
    if (rest === code) return null
    const header = `import { createRequire as __requireFrom } from "node:module";\nconst __node = __requireFrom(import.meta.url);\n`
    return { code: header + rest, map: null }
  }
})

/** As the bundler writes it: `import a, { b as c } from "d";` or `import * as a from "d";` */
const importOfModule = /^import (?:\* as )?([\w$]+)?(?:, )?(?:\{ (.*) \})? ?from "([^"]+)";$/gm

/** What reads nothing by itself stays an import. */
const harmless: ReadonlySet<string> = new Set(['node:module', 'node:sqlite'])

function requireOfNode(
  line: string,
  whole: string | undefined,
  names: string | undefined,
  module: string
): string {
  if (!isBuiltin(module) || harmless.has(module)) return line
  const required = `__node("${module}");`
  return [
    ...(whole ? [`const ${whole} = ${required}`] : []),
    ...(names ? [`const { ${names.replaceAll(' as ', ': ')} } = ${required}`] : [])
  ].join(' ')
}
