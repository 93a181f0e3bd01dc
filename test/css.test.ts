import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { expect, it } from 'vitest'

const root = 'src/renderer'
const read = (file: string): string => readFileSync(file, 'utf8')
const modules = globSync(`${root}/**/*.module.css`)
const components = globSync(`${root}/**/*.tsx`)

/** What stands for a class where the key is computed. */
const computed: Record<string, readonly string[]> = {
  'ui/button.tsx kind': ['plain', 'primary', 'danger', 'quiet'],
  'ui/connection-status.tsx tone': ['good', 'waiting', 'bad'],
  'ui/drawer.tsx side': ['start', 'end'],
  'ui/modal-dialog.tsx place': ['middle', 'top'],
  'conversation/conversation-view.tsx tone': ['bad'],
  'conversation/log-row.tsx item.kind': ['request', 'reply'],
  'conversation/markdown.tsx title': ['title1', 'title2', 'title3']
}

/** One place that uses classes of a module. */
interface Use {
  readonly by: string
  readonly module: string
  readonly classes: readonly string[]
}

const uses: readonly Use[] = [...components.flatMap(usesOfComponent), ...modules.flatMap(usesOfModule)]

function usesOfComponent(by: string): Use[] {
  const source = read(by)
  const imports = source.matchAll(/^import (\w+) from '(\..+\.module\.css)'$/gm)
  return [...imports].map(([, name = '', path = '']) => {
    const keys = [...source.matchAll(new RegExp(String.raw`\b${name}\[([^\]]+)\]`, 'g'))]
    const classes = keys.flatMap(([, key = '']) => {
      if (key.startsWith("'")) return [key.slice(1, -1)]
      return computed[`${by.slice(root.length + 1)} ${key}`] ?? [`computed ${key}`]
    })
    return { by, module: join(dirname(by), path), classes }
  })
}

/** `composes` uses a class as an element does. */
function usesOfModule(by: string): Use[] {
  const all = read(by).matchAll(/composes: ([\w ]+?)(?: from '(.+)')?;/g)
  return [...all].map(([, classes = '', path]) => ({
    by,
    module: path === undefined ? by : join(dirname(by), path),
    classes: classes.split(' ')
  }))
}

/** The classes that a module has rules for. Those of others, in `:global()`, are not its own. */
function classesOf(module: string): Set<string> {
  const css = read(module).replaceAll(/\/\*.*?\*\/|:global\([^)]*\)/gs, '')
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].filter(([, text = '']) => !text.trim().startsWith('@'))
  const found = selectors.flatMap(([, text = '']) => [...text.matchAll(/\.([A-Za-z][\w-]*)/g)])
  return new Set(found.map(([, name = '']) => name))
}

it('lets no file use the classes of another screen: they are its own folder’s, or shared in ui/', () => {
  const borrowed = uses.filter(
    ({ by, module }) => dirname(module) !== dirname(by) && dirname(module) !== `${root}/ui`
  )

  expect(modules.length).toBeGreaterThan(30)
  expect(borrowed).toEqual([])
})

it.each(modules)('uses every class of %s, and none that has no rule there', (module) => {
  const used = uses.filter((use) => use.module === module).flatMap(({ classes }) => classes)

  expect([...new Set(used)].toSorted()).toEqual([...classesOf(module)].toSorted())
})

/** The rules for a class alone, also those for some media. */
function rulesFor(module: string, name: string): string[] {
  const rule = String.raw`(?:^ *|,\n *)\.${name}(?:,[^{}]*)? \{([^}]*)\}`
  return [...read(module).matchAll(new RegExp(rule, 'gm'))].map(([, body = '']) => body)
}

/** What they set themselves. */
const setBy = (rules: readonly string[]): string[] =>
  rules
    .flatMap((body) => [...body.matchAll(/^ +([a-z-]+):/gm)].map(([, one = '']) => one))
    .filter((one) => one !== 'composes')

/** What a class sets, and what those set that it composes. */
function propertiesOf(module: string, name: string): string[] {
  const rules = rulesFor(module, name)
  const composed = rules.flatMap((body) => {
    const [, theirs = '', path = ''] = /composes: (\w+) from '(.+)';/.exec(body) ?? []
    return path === '' ? [] : propertiesOf(join(dirname(module), path), theirs)
  })
  return [...setBy(rules), ...composed]
}

it('composes no class whose properties it sets anew: which of the two wins is up to the order of loading', () => {
  const composing = modules.flatMap((module) =>
    [...read(module).matchAll(/\.(\w+) \{\n {2}composes: (\w+) from '(.+)';/g)].map(
      ([, name = '', composed = '', path = '']) => {
        const theirs = propertiesOf(join(dirname(module), path), composed)
        return { module, name, both: setBy(rulesFor(module, name)).filter((one) => theirs.includes(one)) }
      }
    )
  )

  expect(composing.length).toBeGreaterThan(10)
  expect(composing.filter(({ both }) => both.length > 0)).toEqual([])
})

it('draws the outline of what is chosen within it, in forced colours: the list that it scrolls in would cut it off', () => {
  const chosen = modules.flatMap((module) =>
    [
      ...read(module).matchAll(
        /^ +([^\n{}]+) \{\n((?: +[a-z-]+: [^\n]+;\n)*? +outline: 2px solid Highlight;\n[^}]*)\}/gm
      )
    ]
      .filter(([, selector = '']) => !selector.includes(':focus-within'))
      .map(([, selector, body = '']) => ({ module, selector, within: /outline-offset: -2px;/.test(body) }))
  )

  expect(chosen.length).toBeGreaterThan(8)
  expect(chosen.filter(({ within }) => !within)).toEqual([])
})
