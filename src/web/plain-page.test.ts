import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { plainPage, plainPageStyle } from './plain-page'

it('has the colours of the page itself', () => {
  const tokens = readFileSync(resolve('src/renderer/tokens.css'), 'utf8')

  const colours = plainPageStyle.match(/--[\w-]+: light-dark\([^)]+\);/g)

  expect(colours).toHaveLength(13)
  expect(colours?.filter((colour) => !tokens.includes(colour))).toEqual([])
})

it('shows text as text and a quoted command as a command', () => {
  const html = plainPage({
    locale: 'de-AT',
    title: '<b>',
    paragraphs: ['<i>&', 'Run "npm start" again.'],
    mistake: '<script>'
  })

  expect(html).toContain('<html lang="de">')
  expect(html).toContain('<h1>&lt;b&gt;</h1>')
  expect(html).toContain('<p>&lt;i&gt;&amp;</p>')
  expect(html).toContain('<p>Run <code>npm start</code> again.</p>')
  expect(html).toContain('<p role="alert">&lt;script&gt;</p>')
  expect(html).not.toContain('<script')
})
