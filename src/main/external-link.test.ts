import { expect, it } from 'vitest'
import { externalLink } from './external-link'

it('lets web and mail addresses out, parsed anew', () => {
  expect(externalLink('https://example.org/a b')).toBe('https://example.org/a%20b')
  expect(externalLink('http://example.org')).toBe('http://example.org/')
  expect(externalLink('mailto:ada@example.org')).toBe('mailto:ada@example.org')
})

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'ms-msdt:/id',
  'app://chatapp/',
  'data:text/html,x',
  '\\\\server\\share',
  'example.org',
  '',
  `https://example.org/${'a'.repeat(5000)}`
])('keeps %.40s in', (address) => {
  expect(externalLink(address)).toBeNull()
})
