import { expect, it } from 'vitest'
import { invitationCode, invitationLink, newSecret, readInvitation, secretHash } from './invitation-code'

const room = '0192f1a0-0000-7000-8000-00000000abcd'
const invitation = { room, secret: '00112233445566778899aabbccddeeff' }
const code = invitationCode(invitation)
const link = invitationLink(invitation)
const problem = (text: string): string => {
  try {
    readInvitation(text)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'none'
}

it('survives being typed and pasted: case, hyphens, spaces, letters taken for digits, words around a link', () => {
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){10}[0-9A-HJKMNP-TV-Z]{5}$/)
  const typed = [
    code,
    code.toLowerCase(),
    code.replaceAll('-', ''),
    ` ${code.replaceAll('-', ' – ')}\n`,
    code.replaceAll('0', 'o').replaceAll('1', 'l'),
    link,
    link.toUpperCase(),
    `Come and join: <${link}>, thanks`,
    `chatapp:///join/${code}/?from=mail`,
    `> Join us: ${link.slice(0, 40)}\n> ${link.slice(40)}\n>\n> See you`,
    `<${link.slice(0, 26)}=\r\n${link.slice(26)}>`
  ]

  expect(typed.map(readInvitation)).toEqual(typed.map(() => invitation))
})

it('says what is wrong with what is none', () => {
  const slips = Array.from(code).flatMap((digit, at) =>
    digit === '-' ? [] : [code.slice(0, at) + (digit === '7' ? '8' : '7') + code.slice(at + 1)]
  )

  expect(problem('  ')).toMatch('Paste')
  expect(problem('https://example.com/üx')).toMatch('“:”')
  expect(problem(code.slice(0, -6))).toMatch('50')
  expect(problem(`${link.slice(0, -6)} bye`)).toMatch('50')
  expect(slips.filter((slip) => problem(slip) === 'none')).toEqual([])
  expect(problem(slips[3] ?? '')).toMatch('mistyped')
})

it('makes another secret each time, of which only the digest goes up', () => {
  const secret = newSecret()

  expect(secret).toMatch(/^[0-9a-f]{32}$/)
  expect(newSecret()).not.toBe(secret)
  expect(secretHash('a')).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb')
})
