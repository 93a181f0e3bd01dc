import { expect, it } from 'vitest'
import { APP_SCHEME } from './app-protocol'
import { externalLink } from './contents-guard'
import { isLink, LINK_SCHEME, linkOfSecond, linkTo, parseLink, splitAtLink } from './deep-links'

const code = (link: string): string => {
  try {
    return `led to ${parseLink(link).id}`
  } catch (error) {
    return (error as Error).message
  }
}

it.each([
  ['chatapp://chat/processor', { kind: 'chat', id: 'processor' }],
  ['chatapp://chat/0199-af_B/', { kind: 'chat', id: '0199-af_B' }],
  ['CHATAPP://Message/0199', { kind: 'message', id: '0199' }],
  ['chatapp://join/AB12C-DEF34', { kind: 'join', id: 'AB12C-DEF34' }]
])('%s leads to %j', (link, target) => {
  expect(parseLink(link)).toEqual(target)
})

it.each([
  'chatapp://',
  'chatapp:chat/processor',
  'chatapp:///chat/processor',
  'chatapp://chat/',
  'chatapp://chat/a/b',
  'chatapp://chat/../message/a',
  'chatapp://chat/%2e%2e%2fetc%2fpasswd',
  'chatapp://chat/a%2Fb',
  'chatapp://chat/a?send=hello',
  'chatapp://chat/a#message',
  'chatapp://chat@message/a',
  'chatapp://user:secret@chat/a',
  'chatapp://chat:80/a',
  'chatapp://chat/<script>alert(1)</script>',
  'chatapp://chat/аdmin',
  'chatapp://chat/a\u202e',
  'chatapp://chat/a\0',
  'chatapp://chat/a\n',
  ' chatapp://chat/a',
  'chatapp://send/hello',
  'chatapp://settings/',
  'chatapp://constructor/a',
  'javascript:alert(1)//chatapp://chat/a',
  'app://chatapp/',
  'chatapp\\://chat/a'
])('%j is refused as no link of ours', (link) => {
  expect(code(link)).toMatch(/does not know this kind of link/)
})

it('knows no invitation without a code, or with more than one', () => {
  for (const link of ['chatapp://join/', 'chatapp://join/room?key=1', 'chatapp://JOIN', 'chatapp://join/a/b'])
    expect(code(link)).toMatch(/does not know this kind of link/)
})

it('says of ten megabytes that they are too long, and looks at none of them', () => {
  expect(code(`chatapp://chat/${'a'.repeat(10_000_000)}`)).toMatch(/has 10,000,015 characters/)
  expect(isLink(`chatapp:${'a'.repeat(10_000_000)}`)).toBe(true)
})

it('takes nothing of a command line behind the link: a quote in it adds no switch', () => {
  expect(splitAtLink(['--profile', 'work', 'chatapp://chat/a', '--data-dir=/tmp/evil', 'send', 'x'])).toEqual(
    {
      words: ['--profile', 'work'],
      link: 'chatapp://chat/a'
    }
  )
  expect(splitAtLink(['--profile', 'work'])).toEqual({ words: ['--profile', 'work'], link: null })
  expect(splitAtLink(['app://chatapp/'])).toEqual({ words: ['app://chatapp/'], link: null })
})

it('reads what a second start hands over, and nothing else', () => {
  expect(linkOfSecond({ link: 'chatapp://chat/a' })).toBe('chatapp://chat/a')
  for (const data of [null, undefined, 'chatapp://chat/a', {}, { link: 1 }, { link: null }])
    expect(linkOfSecond(data)).toBeNull()
})

it('makes only links that lead back', () => {
  const target = { kind: 'message', id: '0199af' } as const
  expect(parseLink(linkTo(target) ?? '')).toEqual(target)
  for (const id of ['', 'a/b', 'ä', 'a'.repeat(300)]) expect(linkTo({ kind: 'message', id })).toBeNull()
})

it('is another scheme than that of the page, and a message cannot open it', () => {
  expect(LINK_SCHEME).not.toBe(APP_SCHEME)
  expect(externalLink('chatapp://chat/a')).toBeNull()
})
