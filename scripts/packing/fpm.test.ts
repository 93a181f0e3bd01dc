import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const has = (program: string) => spawnSync(program, ['--version']).status === 0

/** A package of one program, made as electron-builder asks fpm for it; resolves to where it is. */
function aPackage(kind: 'deb' | 'rpm', architecture: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-fpm-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app', 'chatapp'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(folder, 'script'), '#!/bin/sh\n')
  const file = join(folder, `chatapp.${kind}`)
  const options = {
    'source-type': 'dir',
    'target-type': kind,
    name: 'chatapp',
    version: '1.2.0~beta.1',
    architecture,
    maintainer: 'Somebody <somebody@chatapp.invalid>',
    url: 'https://chatapp.invalid/',
    description: 'One line\nand more',
    'after-install': join(folder, 'script'),
    'after-remove': join(folder, 'script'),
    package: file
  }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
  const made = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'fpm.mjs'), ...words, `${join(folder, 'app')}=/opt/ChatAPP`],
    { encoding: 'utf8' }
  )
  expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: '' })
  return file
}

it.skipIf(!has('rpmbuild')).each([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64']
])('makes an rpm for %s that says %s, as Fedora and openSUSE do', (asked, told) => {
  const file = aPackage('rpm', asked)

  const fields = spawnSync('rpm', ['-qp', '--queryformat', '%{NAME} %{VERSION} %{ARCH}', file])
  const files = spawnSync('rpm', ['-qlp', file])

  expect(fields.stdout.toString()).toBe(`chatapp 1.2.0~beta.1 ${told}`)
  expect(files.stdout.toString()).toBe('/opt/ChatAPP\n/opt/ChatAPP/chatapp\n')
})

it.skipIf(!has('dpkg-deb'))('makes a deb for the processor that Debian names', () => {
  const file = aPackage('deb', 'arm64')

  const fields = spawnSync('dpkg-deb', ['--field', file, 'Package', 'Version', 'Architecture'])

  expect(fields.stdout.toString()).toBe('Package: chatapp\nVersion: 1.2.0~beta.1\nArchitecture: arm64\n')
})
