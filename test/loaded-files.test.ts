import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder'

const main = resolve(import.meta.dirname, '../out/main')

/** The names of the built files that one of them loads, itself included; without the hash in them. */
function loadedWith(entry: string): string[] {
  const found = new Set([join(main, entry)])
  for (const file of found)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*?"(\.[^"]+)";$/gm))
      found.add(resolve(dirname(file), path))
  return [...found].map((file) => relative(main, file).replace(/-[\w-]{8}\.js$/, ''))
}

const chunk = (name: string): string => {
  const [found = ''] = globSync(`chunks/${name}-????????.js`, { cwd: main })
  return found
}

it('loads for a command what all commands share, and no core', () => {
  expect(loadedWith(chunk('main'))).toEqual(['chunks/main', 'chunks/base', 'chunks/command'])
})

it('loads few files to send a message', () => {
  expect(loadedWith(chunk('send-command')).length).toBeLessThanOrEqual(8)
})

it('loads nothing of the command line into a host', () => {
  expect(loadedWith('browser.js')).toContain('chunks/app')
  expect(loadedWith('browser.js').filter((name) => name.startsWith('chunks/command'))).toEqual([])
})

it('loads none of the larger modules of Node to read a profile that is there', () => {
  const history = [join(main, 'cli.js'), 'history', '--data-dir', temporaryFolder()]
  execFileSync(process.execPath, history, { stdio: 'ignore' })
  const tell = `process.on('exit', () => console.log(JSON.stringify(process.moduleLoadList)))`

  const loaded = execFileSync(process.execPath, ['--import', `data:text/javascript,${tell}`, ...history], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  })

  const modules = ['child_process', 'http', 'tls', 'v8', 'vm', 'zlib'].map((name) => `NativeModule ${name}`)
  expect(modules.filter((name) => (JSON.parse(loaded) as string[]).includes(name))).toEqual([])
})
