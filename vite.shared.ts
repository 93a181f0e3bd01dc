import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/**
 * `#fauxqs/…` reaches into the pinned fauxqs package, whose exports hide the store and the persistence that a
 * host of `buildApp()` must pass in.
 */
export const alias = { '#fauxqs': resolve(import.meta.dirname, 'node_modules/fauxqs/dist') }

/**
 * Has a bundle require Node's own modules in place of importing them, and the larger ones only once they are used.
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
    return { code: header + (rest.includes('__nodeLate(') ? lateExport : '') + rest, map: null }
  }
})

/** As the bundler writes it: `import a, { b as c } from "d";` or `import * as a from "d";` */
const importOfModule = /^import (?:\* as )?([\w$]+)?(?:, )?(?:\{ (.*) \})? ?from "([^"]+)";$/gm

/** What reads nothing by itself stays an import. */
const harmless: ReadonlySet<string> = new Set(['node:module', 'node:sqlite'])

/** What takes up to 2 ms to load, and most commands do without. */
const large: ReadonlySet<string> = new Set(
  [
    'child_process',
    'crypto',
    'fs/promises',
    'http',
    'https',
    'net',
    'readline',
    'readline/promises',
    'stream/consumers',
    'tls',
    'v8',
    'vm',
    'zlib'
  ].map((name) => `node:${name}`)
)

/** A module, or a function or class of it, that is loaded when it is used. */
const lateExport = `const __nodeLate = (module, name) => {
	const real = () => name === undefined ? __node(module) : __node(module)[name];
	return new Proxy(function() {}, {
		apply: (_, self, args) => Reflect.apply(real(), self, args),
		construct: (_, args, target) => Reflect.construct(real(), args, target),
		get: (_, key) => Reflect.get(real(), key),
		has: (_, key) => Reflect.has(real(), key)
	});
};
`

function requireOfNode(
  line: string,
  whole: string | undefined,
  names: string | undefined,
  module: string
): string {
  if (!isBuiltin(module) || harmless.has(module)) return line
  const isLarge = large.has(module)
  const exported = process.getBuiltinModule(module) as Record<string, unknown>
  const [late, now]: [string[], string[]] = [[], []]
  for (const one of names?.split(', ') ?? []) {
    const [name = '', local = name] = one.split(' as ')
    if (isLarge && typeof exported[name] === 'function')
      late.push(`const ${local} = __nodeLate("${module}", "${name}");`)
    else now.push(local === name ? name : `${name}: ${local}`)
  }
  return [
    ...(whole ? [`const ${whole} = ${isLarge ? '__nodeLate' : '__node'}("${module}");`] : []),
    ...late,
    ...(now.length > 0 ? [`const { ${now.join(', ')} } = __node("${module}");`] : [])
  ].join(' ')
}
