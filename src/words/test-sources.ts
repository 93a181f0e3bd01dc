import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { parseSync } from 'vite'

/** A node of a syntax tree, as ESTree names its parts. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly [part: string]: unknown
}

/** A source that was read, and where in it a node stands. */
export interface Source {
  readonly file: string
  readonly program: Node
  readonly text: string
}

const root = join(import.meta.dirname, '../..')

/** The production sources below some folders. */
export const sourcesOf = (...folders: string[]): Source[] =>
  globSync(
    folders.map((folder) => `src/${folder}/**/*.{ts,tsx}`),
    { cwd: root }
  )
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\.test\.tsx?$|\/test(-[\w-]+\.ts$|\/)|\/fake-/.test(file))
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return sourceOf(file, text)
    })

/** A source as a tree. */
export const sourceOf = (file: string, text: string): Source => ({
  file,
  text,
  program: parseSync(file, text).program as unknown as Node
})

/** Every node under another with those above it, nearest first. Types of TypeScript are no code. */
export function* nodesOf(node: unknown, above: readonly Node[] = []): Generator<[Node, readonly Node[]]> {
  if (Array.isArray(node)) {
    for (const one of node) yield* nodesOf(one, above)
    return
  }
  if (!isNode(node) || (node.type.startsWith('TS') && node['expression'] === undefined)) return
  yield [node, above]
  for (const [name, part] of Object.entries(node)) {
    if (name !== 'typeAnnotation') yield* nodesOf(part, [node, ...above])
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** The text of a literal or of a template without a hole. */
export function textOf(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null
  const quasis = node['quasis']
  return node.type === 'TemplateLiteral' && Array.isArray(quasis) && quasis.length === 1
    ? (quasis[0] as { value: { cooked: string } }).value.cooked
    : null
}

/** A call of `t`, or of `rich`: the messages it may say, and the names of what it gives; null where they are not spelled out. */
export function saidBy(node: Node): { messages: string[]; given: string[] | null } | null {
  const callee = node['callee'] as { name?: string } | undefined
  if (node.type !== 'CallExpression' || (callee?.name !== 't' && callee?.name !== 'rich')) return null
  const [said, values] = node['arguments'] as [Node, Node | undefined]
  const properties = values === undefined ? [] : (values['properties'] as Node[] | undefined)
  return {
    messages: branches(said).flatMap((branch) => textOf(branch) ?? []),
    given: properties?.map((property) => (property['key'] as { name: string }).name) ?? null
  }
}

function branches(node: Node): Node[] {
  if (node.type === 'ConditionalExpression')
    return [...branches(node['consequent'] as Node), ...branches(node['alternate'] as Node)]
  return node.type === 'LogicalExpression'
    ? [...branches(node['left'] as Node), ...branches(node['right'] as Node)]
    : [node]
}

/** Where a node stands, for a person. */
export const placeOf = ({ file, text }: Source, { start }: Node): string =>
  `${file}:${text.slice(0, start).split('\n').length}`
