import { parentPort, workerData } from 'node:worker_threads'
import { inputOf, outputOf } from '../platform/descriptors'
import { stopSignal } from '../platform/stop'
import { exitCodes } from './cli-deps'
import { runProcess } from './run-process'

// The command line in a thread of the packed app, whose main thread stands still until this one has exited; see
// src/main/start.ts. So the standard streams do not go through it. Of signals it tells Ctrl+C; others end the process.

const exited = workerData as unknown
const stderr = outputOf(2)
process.on('exit', (code) => {
  if (!(exited instanceof Int32Array)) return
  Atomics.store(exited, 0, code + 1)
  Atomics.notify(exited, 0)
})
process.on('uncaughtException', (error) => {
  stderr.write(`chatapp: ${error.stack ?? error.message}\n`, () => process.exit(exitCodes.failed))
})
void runProcess({
  argv: process.argv.slice(2),
  stdout: outputOf(1),
  stderr,
  input: inputOf(0),
  stop: stopSignal((asked) => parentPort?.on('message', () => asked('SIGINT')))
})
