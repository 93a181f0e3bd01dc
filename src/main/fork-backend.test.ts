import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { UtilityProcess } from 'electron'
import { expect, it } from 'vitest'
import { forkWithElectron, type Forker } from './fork-backend'

function setup(pid?: number) {
  const posted: unknown[] = []
  const stderr = new PassThrough()
  const process = Object.assign(new EventEmitter(), {
    pid,
    stderr,
    postMessage: (message: unknown) => posted.push(message)
  })
  const forks: Parameters<Forker['fork']>[] = []
  const forker: Forker = {
    fork: (...args) => {
      forks.push(args)
      return process as unknown as UtilityProcess
    }
  }
  return {
    child: forkWithElectron(forker)('/out/main/local-backend.cjs', ['/data']),
    process,
    stderr,
    posted,
    forks
  }
}

it('forks the file without the user’s AWS settings', () => {
  const { forks } = setup()

  expect(forks).toMatchObject([['/out/main/local-backend.cjs', ['/data'], { execArgv: [] }]])
  expect(
    Object.keys(forks[0]?.[2].env ?? {})
      .filter((name) => name.startsWith('AWS_'))
      .toSorted()
  ).toEqual(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
})

it('passes messages both ways, error lines and the end', async () => {
  const { child, process, stderr, posted } = setup()
  const seen: unknown[] = []
  child.onMessage((message) => seen.push(message))
  child.onExit((reason) => seen.push(reason))
  const line = new Promise<void>((resolve) => {
    child.onErrorLine((text) => {
      seen.push(text)
      resolve()
    })
  })

  process.emit('message', { type: 'busy' })
  stderr.write('something is wrong\n')
  await line
  process.emit('exit', 7)
  child.post({ type: 'stop' })

  expect(seen).toEqual([{ type: 'busy' }, 'something is wrong', 'exit code 7'])
  expect(posted).toEqual([{ type: 'stop' }])
})

it('ends a process that does not listen', async () => {
  const deaf = fork('-', {
    execArgv: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
    stdio: 'ignore'
  })
  const end = once(deaf, 'exit')
  const { child } = setup(deaf.pid)

  child.kill()

  expect(await end).toEqual([null, 'SIGKILL'])
})

it('does nothing when the process has not started or has ended', () => {
  expect(() => setup(undefined).child.kill()).not.toThrow()
  expect(() => setup(2 ** 30).child.kill()).not.toThrow()
})
