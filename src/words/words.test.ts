import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { checkStepSchema } from '../shared/backend-config'
import { errorWords } from '../shared/error-words'
import { saidWords } from '../shared/said'
import { german } from './de'
import { nodesOf, placeOf, saidBy, sourceOf, sourcesOf, textOf, type Node, type Source } from './test-sources'

const page = sourcesOf('renderer')
/** Where people read what is said. */
const speaking = [...page, ...sourcesOf('main', 'web', 'browser')]
const { messages, errors } = german
const entries = Object.entries(messages)

const literalsOf = (sources: readonly Source[]): Set<string> =>
  new Set(sources.flatMap(({ program }) => [...nodesOf(program)].map(([node]) => textOf(node) ?? '')))

const listed = (names: Iterable<string>): string =>
  [...names].toSorted((a, b) => a.localeCompare(b)).join(', ')

/** The names in braces of an error. */
const braces = (words: string): string => listed([...words.matchAll(/\{\w+\}/g)].map(([name]) => name))

/** The names in braces of an ICU message; throws over one that is none. */
function namesIn(message: string): string {
  const names = new Set<string>()
  const walk = (elements: readonly unknown[]): void => {
    for (const element of elements as {
      type: number
      value: string
      options?: Record<string, { value: [] }>
    }[]) {
      // 0 is text, 7 the # of a plural.
      if (element.type !== 0 && element.type !== 7) names.add(element.value)
      for (const option of Object.values(element.options ?? {})) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst())
  return listed(names)
}

describe('the catalogue', () => {
  it('has each message that is said', () => {
    const missing = speaking.flatMap((source) =>
      [...nodesOf(source.program)].flatMap(([node]) =>
        (saidBy(node)?.messages ?? [])
          .filter((message) => !Object.hasOwn(messages, message))
          .map((message) => `${placeOf(source, node)} ${message}`)
      )
    )

    expect(missing).toEqual([])
  })

  it('has no message that nothing says', () => {
    const catalogue = /\/words\/[a-z]{2}(-\w+)?\.ts$/
    const sources = [...speaking, ...sourcesOf('shared', 'words')]
    const literals = literalsOf(sources.filter(({ file }) => !catalogue.test(file)))

    expect(Object.keys(messages).filter((message) => !literals.has(message))).toEqual([])
  })

  it('names the same things in braces in both languages', () => {
    const differing = entries.filter(([english, words]) => namesIn(english) !== namesIn(words))

    expect(differing).toEqual([])
  })

  it('is given what it names in braces, and nothing else', () => {
    const wrong = speaking.flatMap((source) =>
      [...nodesOf(source.program)].flatMap(([node]) => {
        const said = saidBy(node)
        if (!said?.given) return []
        const given = listed(said.given)
        return said.messages
          .filter((message) => namesIn(message) !== given)
          .map((message) => `${placeOf(source, node)} ${message}: given ${given}`)
      })
    )

    expect(wrong).toEqual([])
  })

  it('has no sentence that no host says', () => {
    const literals = literalsOf(
      sourcesOf('core', 'shared').filter(({ file }) => !file.endsWith('/shared/said.ts'))
    )

    const steps = checkStepSchema.shape.step.options.map((step) => `check.step.${step}`)

    expect(
      Object.keys(saidWords).filter((key) => !literals.has(key) && !steps.some((step) => step === key))
    ).toEqual([])
  })

  it('names the same things in braces in what a host says, in both languages', () => {
    const english = [
      ...Object.entries(errorWords).map(([key, [, words]]) => [key, words] as const),
      ...Object.entries(saidWords)
    ]
    const differing = english.filter(
      ([key, words]) => braces(words) !== braces(errors[key as keyof typeof errors])
    )

    expect(new Set(english.map(([key]) => key)).size).toBe(english.length)
    expect(differing.map(([key]) => key)).toEqual([])
  })
})

/** Attributes, of elements and of our components, that a person reads or hears. */
const readAttributes =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|label|alt|hint|question|action)$/
/** Elements whose text is code or a key. */
const codeElements = /^(code|kbd|pre|path)$/
/** Names that are the same in each language. */
const names = /^(ChatAPP|MessageProcessor|M|SQS|AWS|CloudFormation)$/

const hasWords = (text: string): boolean =>
  /\p{L}{2}/u.test(text) && !names.test(text.trim()) && !/^[\w./:~-]*[\d./:_~-][\w./:~-]*$/.test(text.trim())
/** A command to type, a selector, and what goes into a report of a fault, which its makers read. */
const inEnglish = /^npm run |\[|^(not read|no fault lab)$/
/** Several words, or one with a capital and a full stop: what nobody would call an id. */
const isProse = (text: string): boolean =>
  !inEnglish.test(text) && /\p{L}{2,}[,:;]? \p{L}+|^\p{Lu}\p{Ll}+[.…!?]$/u.test(text)

/** What of a source is shown and stands there in English only. */
function hardCoded(source: Source): string[] {
  return [...nodesOf(source.program)].flatMap(([node, above]) => {
    const text = node.type === 'JSXText' ? String(node['value']) : piecesOf(node)
    if (text === null || !hasWords(text) || isExempt(above)) return []
    const shown = node.type === 'JSXText' || isShown(above, text)
    return shown || (isProse(text) && !Object.hasOwn(messages, text))
      ? [`${placeOf(source, node)} ${text.trim()}`]
      : []
  })
}

/** The words of a literal, or those between the holes of a template. */
function piecesOf(node: Node): string | null {
  if (node.type !== 'TemplateLiteral') return textOf(node)
  return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join(' ')
}

/** Whether words that stand here are put on the screen as they are. */
function isShown(above: readonly Node[], text: string): boolean {
  const stop = above.findIndex(
    ({ type }) => !/^(ConditionalExpression|LogicalExpression|JSXExpressionContainer)$/.test(type)
  )
  const place = above[stop]
  if (place?.type === 'JSXAttribute')
    return readAttributes.test(nameOf(place)) || (isOurs(above[stop + 1]) && /^\p{Lu}\p{Ll}/u.test(text))
  return stop > 0 && (place?.type === 'JSXElement' || place?.type === 'JSXFragment')
}

/** Calls whose text is a CSS selector, or goes to the console. */
const forNoReader = /^(matches|closest|querySelector(All)?|error)$/

const calleeOf = (call: Node): string | undefined =>
  (call['callee'] as { property?: { name?: string } }).property?.name

/** Whether an element is a component: what begins with a capital among its properties is likely words. */
const isOurs = (element: Node | undefined): boolean =>
  /^\p{Lu}/u.test((element?.['name'] as { name?: string } | undefined)?.name ?? '')

const nameOf = (attribute: Node): string => (attribute['name'] as { name: string }).name

/** What is translated already, is code or style, or is for whoever reads a stack trace. */
function isExempt(above: readonly Node[]): boolean {
  return above.some((node, index) => {
    if (node.type === 'ImportDeclaration' || saidBy(node) !== null) return true
    if (node.type === 'NewExpression') return (node['callee'] as { name?: string }).name === 'Error'
    if (node.type === 'MemberExpression') return index === 0
    if (node.type === 'CallExpression') return forNoReader.test(String(calleeOf(node)))
    if (node.type === 'JSXElement')
      return codeElements.test(String(((node['openingElement'] as Node)['name'] as { name?: string }).name))
    return node.type === 'JSXAttribute' && /^(className|style|rel|accept|d|placement)$/.test(nameOf(node))
  })
}

describe('a component', () => {
  it('says nothing that stands in it in English only', () => {
    expect(page.flatMap(hardCoded)).toEqual([])
  })

  it.each([
    ['a text', '<p>Hello there</p>'],
    ['a word beside an element', '<p><b>{name}</b> waits</p>'],
    ['a text in braces', "<p>{ready ? 'Ready' : t('Loading')}</p>"],
    ['a text with a hole', '<p>{`${count} messages`}</p>'],
    ['a label', '<button aria-label="Close" />'],
    ['a tooltip in braces', "<i title={open ? 'Close' : undefined} />"],
    ['a property of a component', '<Field label="Name" hint={`At most ${limit} letters`} />'],
    ['a placeholder', '<input placeholder="Search" />'],
    ['any word with a capital for a component', '<PaneBoundary name="Queues" />'],
    ['a table of words', "const labels = { ready: 'It is ready' }"]
  ])('is caught with %s', (_, code) => {
    expect(
      hardCoded(
        sourceOf('probe.tsx', `const probe = () => { ${code.startsWith('<') ? 'return ' : ''}${code} }`)
      )
    ).not.toEqual([])
  })

  it.each([
    ['what is translated', "<p title={t('Loading')}>{open ? t('Close') : t('Loading')}</p>"],
    ['an element among words', "<p>{rich('Updated {time}', { time: <time>{at}</time> })}</p>"],
    ['code', '<p><code>aws configure sso</code> <kbd>Esc</kbd></p>'],
    ['a name', '<p>ChatAPP</p>'],
    ['an address', '<input placeholder="https://sqs.eu-central-1.amazonaws.com" />'],
    ['classes', "<p className={`${css['a']} visually-hidden`}>{text}</p>"]
  ])('may hold %s', (_, code) => {
    expect(hardCoded(sourceOf('probe.tsx', `const probe = () => ${code}`))).toEqual([])
  })
})
