import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { ReplyText, RequestText } from './message-text'

const bomb = {
  '5,000 quotes and a word': `${'>'.repeat(5000)}word`,
  'lists in lists, 3,900 times': `${'* 1. '.repeat(3900)}word`,
  'bullets in bullets': `${'- '.repeat(1200)}word`,
  'quotes and bullets': `${'> - '.repeat(900)}word`,
  'open brackets': `${'['.repeat(9000)}x${']'.repeat(9000)}`,
  'images in images': `${'!['.repeat(3000)}word${'](x)'.repeat(3000)}`,
  'emphasis in emphasis': `${'*a _b '.repeat(1600)}${'b_ a*'.repeat(1600)}`,
  'brackets in emphasis': '*['.repeat(9000),
  'a table of 60 columns': `${'|a'.repeat(60)}|\n${'|-'.repeat(60)}|\n${'x\n'.repeat(6000)}`
}

async function drawn(element: React.ReactElement): Promise<HTMLElement> {
  const { container } = await render(element)
  return container
}

const reply = async (text: string): Promise<HTMLElement> => await drawn(<ReplyText text={text} />)

beforeAll(async () => {
  // Until the Markdown reader is loaded a reply stands there as it is.
  const { container } = await render(<ReplyText text="**loaded**" />)
  await vi.waitUntil(() => container.querySelector('strong'), { timeout: 10_000 })
})

describe('a request', () => {
  it('shows exactly what was typed, whatever was typed', async () => {
    const { container, rerender } = await render(<RequestText text="first" />)
    const mark = fc.constantFrom(
      '```',
      '~~~',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '5. ',
      '[a]: b',
      '[^1]: n',
      '*',
      '_',
      '---',
      '\\'
    )
    const other = fc.constantFrom(
      'https://x.y/z',
      'www.a.b',
      '，',
      '"',
      ' ',
      '<b>',
      '&amp;',
      '\t',
      'word',
      '#'
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(mark, other, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 14 }),
        async (parts) => {
          const text = parts.join('').replaceAll(/[\0\r]/g, '')
          fc.pre(text.trim() !== '')

          await rerender(<RequestText text={text} />)

          expect(container.textContent).toBe(text)
        }
      ),
      { numRuns: 150 }
    )
  })

  it.each([
    'say “https://a.b/c” now',
    '见 https://a.b/c，然后。',
    '（https://a.b/c）',
    '{"url":"https://a.b/c","path":1}',
    'see https://a.b/c. Then',
    '(https://a.b/c)',
    '\u2068https://a.b/c).\u2069”'
  ])('ends a bare address where it ends: %s', async (text) => {
    await drawn(<RequestText text={text} />)

    await expect.element(page.getByRole('link')).toHaveTextContent('https://a.b/c')
  })

  it('keeps what belongs to an address', async () => {
    await drawn(<RequestText text="https://en.wikipedia.org/wiki/A_(b)?q=1&r=*" />)

    await expect
      .element(page.getByRole('link'))
      .toHaveAttribute('href', 'https://en.wikipedia.org/wiki/A_(b)?q=1&r=')
  })

  it('sets a whole block of code apart, and lets an open fence be text', async () => {
    const text = 'look:\n```js\nlet a\n```\nand ```\nopen'
    const container = await drawn(<RequestText text={text} />)

    expect(container.textContent).toBe(text)
    expect(container.querySelectorAll('pre')).toHaveLength(1)
  })
})

describe('raw', () => {
  it('shows any text character for character, and nothing else', async () => {
    const { container, rerender } = await render(<RequestText text="first" raw />)
    const part = fc.oneof(
      fc.constantFrom('```js\n', '{"a":1}', '**b**', '  ', '\t', '\n\n', 'https://a.b/c', '&amp;', '<i>'),
      fc.string({ unit: 'binary', maxLength: 6 })
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), fc.boolean(), async (parts, ours) => {
        // HTML has no NUL, and its line breaks are one character.
        const text = parts.join('').replaceAll(/[\0\r]/g, '')
        await rerender(ours ? <RequestText text={text} raw /> : <ReplyText text={text} raw />)
        expect(container.textContent).toBe(text)
      }),
      { numRuns: 150 }
    )
  })

  it('shows the beginning of a long text, and all of it when asked', async () => {
    const text = `${'a line of data\n'.repeat(3000)}the end`
    const container = await drawn(<ReplyText text={text} raw />)
    expect(container.textContent).not.toContain('the end')

    await page.getByRole('button', { name: 'Show all' }).click()

    expect(container.querySelector('pre')?.textContent).toBe(text)
  })
})

describe('a text that is JSON', () => {
  const text =
    '{"snake_case":"a*b*c","n":12345678901234567890,"n":1.10,"url":"https://a.b/c","deep":{"list":[{"x":1}]},"e":{}}'

  it('is a tree with two levels open, every value as it was written', async () => {
    const container = await drawn(<ReplyText text={text} />)
    await expect.element(page.getByText('12345678901234567890')).toBeVisible()

    for (const value of ['"a*b*c"', '1.10', '{}']) expect(container.textContent).toContain(value)
    expect(container.querySelector('a')?.href).toBe('https://a.b/c')
    expect(page.getByText('"x":').elements()).toEqual([])
    await page.getByText('[ … ] 1 item').click()
    await page.getByText('{ … } 1 key').click()
    await expect.element(page.getByText('"x":')).toBeVisible()
  })

  it('copies a value, and the way to it', async () => {
    await drawn(<RequestText text={text} />)
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await expect.element(page.getByText('"a*b*c"')).toBeVisible()

    for (const label of ['Copy $.snake_case', 'Copy the path $.deep.list', 'Copy $.deep'])
      await page.getByRole('button', { name: label, exact: true }).click({ force: true })

    expect(copied.mock.calls.flat()).toEqual([
      'a*b*c',
      '$.deep.list',
      '{\n  "list": [\n    {\n      "x": 1\n    }\n  ]\n}'
    ])
    copied.mockRestore()
  })

  it('draws a hundred of many entries, and more when asked', async () => {
    const container = await drawn(
      <ReplyText text={JSON.stringify(Array.from({ length: 150 }, (_, n) => n))} />
    )
    await expect.element(page.getByText('[ 150 items')).toBeVisible()
    expect(container.querySelectorAll('li')).toHaveLength(100)

    await page.getByRole('button', { name: 'Show 50 more of 150' }).click()

    expect(container.querySelectorAll('li')).toHaveLength(150)
  })

  it.each([
    ['nested more than 50 deep', `${'['.repeat(51)}1${']'.repeat(51)}`],
    ['larger than 256 KB', JSON.stringify(['x'.repeat(262_200)])],
    ['not JSON', '{"a":1'],
    ['empty', '[]'],
    ['a number', '12']
  ])('stays text when it is %s', async (_name, body) => {
    const container = await drawn(<RequestText text={body} />)

    expect(container.querySelector('details')).toBeNull()
    expect(body.startsWith((container.querySelector('p, pre')?.textContent ?? '?').slice(0, 100))).toBe(true)
  })
})

describe('code', () => {
  it('names its language and is coloured, and stays the same text', async () => {
    const code = 'const answer: number = 42 // yes'
    const container = await drawn(<ReplyText text={`\`\`\`ts\n${code}\n\`\`\``} />)

    await expect.element(page.getByText('ts', { exact: true })).toBeVisible()
    await vi.waitUntil(() => container.querySelector('.hljs-keyword'), { timeout: 10_000 })
    expect(container.querySelector('code')?.textContent).toBe(code)
  })

  it('of a language that nobody knows is there as it is', async () => {
    const container = await drawn(<RequestText text={'```klingon\nnuqneH\n```'} />)

    expect(container.textContent).toBe('```klingon\nnuqneH\n```')
  })

  it('wraps its long lines when asked, and its buttons cover none of it', async () => {
    const container = await drawn(<ReplyText text={`\`\`\`\n${'long '.repeat(400)}\n\`\`\``} />)
    const code = container.querySelector('pre')!
    const [bar, height] = [page.getByRole('button', { name: 'Copy the code' }), code.clientHeight]
    expect(bar.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(code.getBoundingClientRect().top)

    await page.getByRole('button', { name: 'Wrap long lines' }).click()

    expect(code.clientHeight).toBeGreaterThan(height * 2)
  })
})

describe('a reply', () => {
  it.each([
    '[ref]: https://x "t"',
    '[^1]: note',
    String.raw`C:\Users\_new\*.txt`,
    '---',
    '```',
    '```js\n```',
    '#',
    '>',
    '-',
    '[](https://a.b)',
    '2*3*4 = 24',
    'a__b__c',
    'fish &amp; chips',
    '[x](javascript:alert(1))',
    '~5 and ~6',
    String.raw`ends in C:\dir\ `
  ])('is not altered: %s', async (text) => {
    const container = await reply(text)

    const words = [container.textContent, ...Array.from(container.querySelectorAll('a'), (link) => link.href)]
    expect(words.join(' ')).toContain(text === '[](https://a.b)' ? 'https://a.b' : text.trim())
  })

  it.each([
    'say “https://a.b/c”',
    '（https://a.b/c）。',
    'see https://a.b/c).\u2069”',
    '**https://a.b/c**，'
  ])('ends a bare address where it ends: %s', async (text) => {
    const container = await reply(text)

    expect(container.querySelector('a')?.textContent).toBe('https://a.b/c')
  })

  it('keeps the numbers of a list, a first line of dashes, and what a table has too much', async () => {
    const container = await reply(
      '---\n\n2. two\n5. five\n\n7) seven\n\n| a |\n|---|\n| 1 | surplus |\n\n[a]: https://x.y'
    )

    const markers = Array.from(container.querySelectorAll('li'), (item) => item.style.listStyleType)
    expect(markers).toEqual(['"2. "', '"5. "', '"7) "'])
    for (const words of ['---', 'surplus', '[a]: https://x.y']) expect(container.textContent).toContain(words)
  })

  it('leaves no word out, whatever marks stand around it', async () => {
    const token = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        ': ',
        '*',
        '**',
        '_',
        '~~',
        '`',
        '\n',
        '\n\n',
        '> ',
        '- ',
        '3. ',
        '| ',
        '\n|-|-|\n'
      ),
      fc.constantFrom(
        '```',
        '#',
        '---',
        '[^',
        '!',
        '<',
        '>',
        '&',
        ';',
        '\\',
        ' ',
        '    ',
        'http://',
        '"',
        '[x] ',
        '^'
      ),
      fc.stringMatching(/^[a-z]{3,5}[0-9]$/)
    )
    const { container, rerender } = await render(<ReplyText text="first" />)
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 20 }), async (parts) => {
        const text = parts.join('')
        fc.pre(/\w/.test(text))

        await rerender(<ReplyText text={text} />)

        const links = Array.from(container.querySelectorAll('a'), (link) => decodeURI(link.href))
        const shown = [container.textContent, ...links].join(' ').toLowerCase()
        for (const [word] of text.matchAll(/[a-z]{3,5}\d/g)) expect(shown).toContain(word)
        expect(container.textContent.trim()).not.toBe('')
      }),
      { numRuns: 200 }
    )
  })

  it('still is Markdown', async () => {
    const container = await reply('**bold** and `code`\n\n- one\n- two\n\n> quote\n\n[a link](https://a.b)')

    expect(container.querySelector('strong')?.textContent).toBe('bold')
    expect(container.querySelectorAll('li')).toHaveLength(2)
    expect(container.querySelector('blockquote a, a')?.getAttribute('href')).toBe('https://a.b')
  })

  it('says so when there is nothing but white space', async () => {
    await drawn(<ReplyText text={' \n '} />)

    await expect.element(page.getByText('Nothing but white space.')).toBeVisible()
  })

  it.each(Object.entries(bomb))(
    'is plain text, with a note, when it is too much for Markdown: %s',
    async (_, text) => {
      const container = await drawn(<ReplyText text={text} />)

      expect(container.textContent).toContain(text.slice(0, 1000))
      if (text.length > 20_000) return
      await expect
        .element(page.getByText('Shown as plain text: it is too much to be drawn as Markdown.'))
        .toBeVisible()
    }
  )
})
