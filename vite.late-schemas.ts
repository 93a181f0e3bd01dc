import { resolve } from 'node:path'
import { normalizePath, parseAst, type Plugin } from 'vite'

type Node = { readonly type: string; readonly start: number; readonly end: number } & Record<string, unknown>

const late = normalizePath(resolve(import.meta.dirname, 'src/shared/late.ts'))

/**
 * Has the schemas that stand at the top of a file made when they are used first; see `late`.
 *
 * A schema is what is called on `z` or on another schema of the file, and what bears a name that ends with `Schema`; also as
 * the value of a property, and all that is called in a map of the contract. What stands within functions stays as it is.
 */
export const lateSchemas = (): Plugin => ({
  name: 'late-schemas',
  transform: {
    filter: { id: { include: /\/(?:src|lib)\/.*\.ts$/, exclude: /node_modules/ }, code: /\bz\b|Schema\b/ },
    handler(code, id) {
      const late = withLateSchemas(code, id)
      return late === code ? null : { code: late, map: null }
    }
  }
})

/** The code of a file with its schemas made late; as it was where it has none. Its lines stay where they are. */
export function withLateSchemas(code: string, id: string): string {
  const found = schemasIn(parseAst(code, { lang: 'ts' }, id) as unknown as Node)
  if (found.length === 0) return code
  let rest = code
  for (const { start, end } of found.toReversed())
    rest = `${rest.slice(0, start)}/* @__PURE__ */ __late(() => ${rest.slice(start, end)})${rest.slice(end)}`
  return `${rest}\nimport { late as __late } from ${JSON.stringify(late)}\n`
}

/** The outermost expressions that make a schema, in their order. */
function schemasIn(program: Node): Node[] {
  const named = new Set<string>()
  return (program['body'] as Node[]).flatMap((statement) => {
    const declared = (statement['declaration'] as Node | null | undefined) ?? statement
    if (declared.type !== 'VariableDeclaration' || declared['kind'] !== 'const') return []
    return (declared['declarations'] as Node[]).flatMap(({ id, init }) => {
      const name = nameOf(id as Node)
      const found = within(init as Node | null, name, named)
      if (found[0] === init) named.add(name)
      return found
    })
  })
}

const nameOf = (node: Node): string => (node.type === 'Identifier' ? (node['name'] as string) : '')

function within(value: Node | null, name: string, named: ReadonlySet<string>): Node[] {
  if (value?.type === 'ObjectExpression')
    return (value['properties'] as Node[]).flatMap((one) =>
      one.type === 'Property'
        ? within(one['value'] as Node, isCalls(name) ? name : nameOf(one['key'] as Node), named)
        : []
    )
  return value?.type === 'CallExpression' && makesSchema(value, name, named) ? [value] : []
}

/** What answers with something else than a schema, or keeps something about this very one. */
const others = /^(?:parse|safeParse|encode|decode|describe|meta|register|registry|config|toJSONSchema)/

function makesSchema({ callee }: Node, name: string, named: ReadonlySet<string>): boolean {
  const called = callee as Node
  const method = called.type === 'MemberExpression' ? nameOf(called['property'] as Node) : ''
  if (others.test(method)) return false
  let root = called
  while (root.type !== 'Identifier') {
    const inner = (root['object'] ?? root['callee']) as Node | undefined
    if (!inner) return false
    root = inner
  }
  const from = nameOf(root)
  return (
    isSchema(name) || isCalls(name) || from === 'z' || (method !== '' && (isSchema(from) || named.has(from)))
  )
}

const isSchema = (name: string): boolean => name.endsWith('Schema')

/** Names of maps of the contract: what is called in them are schemas. */
const isCalls = (name: string): boolean => name.endsWith('Calls')
