import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { canOpenBrowser, leadTo, openCommand, openInBrowser } from './open-in-browser'

const link = 'http://127.0.0.1:1/launch?token=a-secret-token'
const folders: string[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-opener-'))
  folders.push(folder)
  return folder
}

/** A system whose opener notes its arguments, and the page they name with its modes, or ends with an exit code. */
function aSystem(exitCode = 0) {
  const [home, bin] = [temporary(), temporary()]
  const noted = join(bin, 'noted')
  const opener = join(bin, 'xdg-open')
  const script = `#!/bin/sh
file=$(printf %s "$1" | sed 's|^file://||')
{ echo "$@"; stat -c %a "$file" "$(dirname "$file")"; cat "$file"; } > '${noted}.part'
mv '${noted}.part' '${noted}'
exit ${exitCode}
`
  writeFileSync(opener, script)
  chmodSync(opener, 0o755)
  vi.stubEnv('HOME', home)
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH'] ?? ''}`)
  return { home, noted: () => readFileSync(noted, 'utf8') }
}

it.skipIf(process.platform !== 'linux')(
  'hands the link over in a page of this user alone, never as an argument, and takes it away once it is spent',
  async () => {
    const { home, noted } = aSystem()
    const spent = new AbortController()

    openInBrowser(leadTo(link, spent.signal), () => {})

    const [args = '', fileMode, folderMode, ...page] = (await vi.waitFor(noted, 5000)).split('\n')
    expect(args).toMatch(/^file:\/\/\/\S+\.html$/)
    expect(args).not.toContain('token')
    expect([fileMode, folderMode]).toEqual(['600', '700'])
    expect(page.join('\n')).toContain(`content="0;url=${link}"`)
    expect(readdirSync(home)).toHaveLength(1)
    spent.abort()
    expect(readdirSync(home)).toEqual([])
  }
)

it.skipIf(process.platform !== 'linux')(
  'takes away the page of a host that was killed, and no newer one',
  () => {
    const { home } = aSystem()
    const [old, fresh] = ['chatapp-open-old', 'chatapp-open-new'].map((name) => join(home, name))
    for (const folder of [old, fresh]) mkdirSync(folder ?? '')
    utimesSync(old ?? '', 1, 1)
    const spent = new AbortController()

    leadTo(link, spent.signal)
    spent.abort()

    expect(readdirSync(home)).toEqual(['chatapp-open-new'])
  }
)

it.skipIf(process.platform !== 'linux')('says when the system cannot open anything', async () => {
  aSystem(3)
  const failed = Promise.withResolvers<string>()
  const spent = new AbortController()

  openInBrowser(leadTo(link, spent.signal), () => failed.resolve('failed'))

  expect(await failed.promise).toBe('failed')
  spent.abort()
})

it.each(['linux', 'darwin', 'win32'] as const)('opens an address on %s without a shell', (platform) => {
  const address = 'file:///home/a%20b/%22;calc.html'

  const [command, args] = openCommand(platform, address)

  expect(command).not.toMatch(/cmd|sh$/)
  expect(args.filter((argument) => argument.includes('calc'))).toEqual([address])
})

it('opens nothing in CI and nothing without a display', () => {
  expect(canOpenBrowser('linux', {})).toBe(false)
  expect(canOpenBrowser('linux', { DISPLAY: ':0' })).toBe(true)
  expect(canOpenBrowser('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(canOpenBrowser('darwin', {})).toBe(true)
  expect(canOpenBrowser('win32', { CI: 'true' })).toBe(false)
})
