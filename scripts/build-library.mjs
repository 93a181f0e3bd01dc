// Makes out/lib the package for scripts: the library, the local backend that it starts, its declarations and licences.
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { licenceList, readNoted } from './licences.mjs'

/** After every other part of the build, whose files it takes. @param {string} root */
export function finishLibrary(root) {
  const [from, to] = [join(root, 'out'), join(root, 'out', 'lib')]
  // The library looks for the local backend where the app does: beside itself, and its function one folder up.
  cpSync(join(from, 'main'), join(to, 'main'), { recursive: true, filter: (file) => !file.endsWith('.js') })
  cpSync(join(from, 'lambda'), join(to, 'lambda'), { recursive: true })
  declare(root, to)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const manifest = JSON.parse(readFileSync(join(root, 'lib', 'package.json'), 'utf8'))
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`)
  cpSync(join(root, 'lib', 'README.md'), join(to, 'README.md'))
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'))
  writeFileSync(join(to, 'licences.txt'), licenceList(readNoted(root, ['library', 'backend', 'lambda'])))
}

/** `lib/api.ts` imports nothing and `lib/index.ts` says the types of what it exports, so each is declared by itself. */
function declare(/** @type {string} */ root, /** @type {string} */ outDir) {
  const options =
    '--noCheck --noResolve --declaration --emitDeclarationOnly --target esnext --module nodenext'
  const args = ['--ignoreConfig', ...options.split(' '), '--outDir', outDir, 'lib/index.ts', 'lib/api.ts']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`The library has no declarations: ${stdout}`)
}
