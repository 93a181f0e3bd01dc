#!/usr/bin/env node
// Builds a deb or an rpm out of what electron-builder tells fpm, with the system's own dpkg-deb or rpmbuild. fpm itself
// is a Ruby that electron-builder downloads at each new machine; this needs no network, and is the same everywhere.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'

const text = /** @type {const} */ ({ type: 'string' })
const list = /** @type {const} */ ({ type: 'string', multiple: true })
const { values: given, positionals: sources } = parseArgs({
  allowPositionals: true,
  options: {
    'after-install': text,
    'after-remove': text,
    architecture: text,
    category: text,
    'deb-compression': text,
    'deb-priority': text,
    'deb-recommends': list,
    depends: { ...list, short: 'd' },
    description: text,
    force: { type: 'boolean' },
    license: text,
    maintainer: text,
    name: text,
    package: text,
    'rpm-compression': text,
    'rpm-os': text,
    'rpm-summary': text,
    'source-type': { ...text, short: 's' },
    'target-type': { ...text, short: 't' },
    url: text,
    vendor: text,
    version: text
  }
})

/** What electron-builder has to say. @param {Exclude<keyof typeof given, 'force' | 'depends' | 'deb-recommends'>} name @returns {string} */
function need(name) {
  const value = given[name]
  if (!value) throw new Error(`fpm.mjs was called without --${name}`)
  return value
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) throw new Error(`${command} is not installed (${error.message})`)
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}

/** Puts the files where they will be on the system: `folder/=/opt/App` or `file=/usr/share/…`. @param {string} tree */
function fill(tree) {
  for (const source of sources) {
    const at = source.lastIndexOf('=')
    const [from, to] = [source.slice(0, at), join(tree, source.slice(at + 1))]
    mkdirSync(dirname(to), { recursive: true })
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
  for (const path of walk(tree)) {
    const stat = lstatSync(path)
    // What the builder's umask was must not matter to those who install it.
    if (!stat.isSymbolicLink()) chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644)
  }
}

/** @param {string} folder @returns {string[]} */
const walk = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))

/** The first line, and the rest as Debian wants it: indented, with a dot in an empty line. */
function debDescription() {
  const [first = '', ...rest] = need('description').trim().split('\n')
  return [first, ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n')
}

/** @param {string} work @param {string} tree */
function buildDeb(work, tree) {
  const control = join(tree, 'DEBIAN')
  const { 'deb-compression': asked = 'xz' } = given
  // fpm's names for what dpkg-deb calls otherwise.
  const compression = asked === 'gz' ? 'gzip' : asked === 'zst' ? 'zstd' : asked
  const files = walk(tree).filter((path) => lstatSync(path).isFile())
  const bytes = files.reduce((sum, path) => sum + lstatSync(path).size, 0)
  const sums = files.map(
    (path) => `${createHash('md5').update(readFileSync(path)).digest('hex')}  ${relative(tree, path)}`
  )
  mkdirSync(control)
  const fields = {
    Package: need('name'),
    Version: need('version'),
    Architecture: need('architecture'),
    Maintainer: need('maintainer'),
    'Installed-Size': String(Math.ceil(bytes / 1024)),
    Depends: given.depends?.join(', ') ?? '',
    Recommends: given['deb-recommends']?.join(', ') ?? '',
    Section: given.category ?? 'net',
    Priority: given['deb-priority'] ?? 'optional',
    Homepage: need('url'),
    Description: debDescription()
  }
  const lines = Object.entries(fields).filter(([, value]) => value !== '')
  writeFileSync(join(control, 'control'), lines.map(([name, value]) => `${name}: ${value}\n`).join(''))
  writeFileSync(join(control, 'md5sums'), sums.toSorted().join('\n') + '\n')
  for (const [name, option] of /** @type {const} */ ([
    ['postinst', 'after-install'],
    ['postrm', 'after-remove']
  ])) {
    copyFileSync(need(option), join(control, name))
    chmodSync(join(control, name), 0o755)
  }
  run('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, need('package')])
}

/** @param {string} work @param {string} tree */
function buildRpm(work, tree) {
  const spec = join(work, 'package.spec')
  /** rpm reads `%` in a path as a macro. @param {string} path */
  const listed = (path) => `"/${relative(tree, path).replaceAll('%', '%%')}"`
  const [summary = ''] = (given['rpm-summary'] ?? need('description')).trim().split('\n')
  // Below these, every folder is the package's own; above, the system's.
  const isOwn = (/** @type {string} */ path) => /^\/?opt\/[^/]+(\/|$)/.test(relative(tree, path))
  const files = walk(tree).flatMap((path) => {
    if (!lstatSync(path).isDirectory()) return [listed(path)]
    return isOwn(path) ? [`%dir ${listed(path)}`] : []
  })
  const { 'rpm-compression': compression } = given
  const payload = compression === 'gzip' ? 'w9.gzdio' : compression === 'zstd' ? 'w19.zstdio' : 'w6T0.xzdio'
  const lines = [
    // It is Chromium's and Electron's, built and stripped already.
    '%global __os_install_post %{nil}',
    '%global _build_id_links none',
    'AutoReqProv: no',
    `Name: ${need('name')}`,
    `Version: ${need('version').replaceAll('-', '~')}`,
    'Release: 1',
    `Summary: ${summary}`,
    `License: ${given.license ?? 'MIT'}`,
    `Vendor: ${given.vendor ?? need('maintainer')}`,
    `Packager: ${need('maintainer')}`,
    `URL: ${need('url')}`,
    ...(given.depends ?? []).map((name) => `Requires: ${name}`),
    '%description',
    need('description'),
    '%post',
    readFileSync(need('after-install'), 'utf8'),
    // An upgrade runs it too, after the new version is there.
    '%postun',
    `if [ "$1" = 0 ]; then`,
    readFileSync(need('after-remove'), 'utf8').replace(/^#!.*\n/, ''),
    'fi',
    '%files',
    '%defattr(-,root,root,-)',
    ...files
  ]
  writeFileSync(spec, `${lines.join('\n')}\n`)
  const defined = {
    _rpmdir: join(work, 'rpms'),
    _topdir: work,
    _binary_payload: payload,
    _rpmfilename: 'built.rpm'
  }
  const defines = Object.entries(defined).flatMap(([name, value]) => ['--define', `${name} ${value}`])
  // electron-builder names all of them as Debian does, and fpm translates.
  const asked = need('architecture')
  const architecture = { amd64: 'x86_64', arm64: 'aarch64' }[asked] ?? asked
  run('rpmbuild', ['-bb', '--target', architecture, '--buildroot', tree, ...defines, spec])
  copyFileSync(join(work, 'rpms', 'built.rpm'), need('package'))
}

const work = mkdtempSync(join(tmpdir(), 'chatapp-package-'))
try {
  const tree = join(work, 'tree')
  fill(tree)
  if (need('target-type') === 'deb') buildDeb(work, tree)
  else if (need('target-type') === 'rpm') buildRpm(work, tree)
  else throw new Error(`fpm.mjs builds deb and rpm, not ${need('target-type')}`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
