import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { calls, type CallName, type Result } from '../../shared/contract'
import { errorCodes } from '../../shared/error-codes'
import { createChatApp } from '../app'
import { dispatch } from './dispatch'

/** Cases per run; the nightly run sets more. */
const RUNS = Number(process.env['CHATAPP_FUZZ_RUNS'] ?? 600)

/** Calls that ask the backend; there is none here, and a long fuzz must not wait for it. */
const asksBackend: ReadonlySet<string> = new Set<CallName>([
  'queues.list',
  'queues.checkUp',
  'desk.list',
  'desk.glance',
  'desk.get',
  'desk.send',
  'faults.get',
  'faults.set',
  'backends.check',
  'responseQueues.list',
  'responseQueues.page',
  'responseQueues.sweep',
  'letters.list',
  'letters.get',
  'letters.take',
  'letters.dryRun',
  'letters.resend',
  'letters.return',
  'letters.delete',
  'letters.purge',
  'letters.redrive',
  'letters.move',
  'letters.move.cancel'
])
const names = Object.keys(calls).filter((name) => !asksBackend.has(name))

/** Values that are nearly right: the fields that calls have, with right and wrong content. */
const nearly = fc.dictionary(
  fc.constantFrom(
    'id',
    'text',
    'title',
    'query',
    'limit',
    'ids',
    'conversationId',
    'before',
    'theme',
    'importId',
    'lines',
    'cursor'
  ),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constant('processor'),
    fc.integer(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.anything()
  ),
  { maxKeys: 4 }
)
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.anything() }
)
const input = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true }),
  nearly,
  nearly,
  fc.constant(undefined)
)

it('answers every call with arbitrary input by a value of its schema or a typed error, and lives on', async () => {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir: temporaryFolder(), connect: false })
  onTestFinished(() => app.stop())
  await fc.assert(
    fc.asyncProperty(name, input, async (call, argument) => {
      expect(faultOf(call, await dispatch(app.handlers, call, argument))).toBeNull()
    }),
    { numRuns: RUNS }
  )
  expect(await dispatch(app.handlers, 'chat.send', { text: 'still here' })).toMatchObject({ ok: true })
})

/** What is wrong with an answer: a value that breaks its schema, an unknown code, or a fault of ours. */
function faultOf(call: unknown, result: Result<unknown>): string | null {
  if (result.ok) {
    const { success } = calls[call as CallName].output.safeParse(result.value)
    return success ? null : `${String(call)} answered with something else than its schema says`
  }
  const { code, message } = result.error
  return errorCodes.includes(code) && code !== 'internal' ? null : `${String(call)}: ${code}: ${message}`
}
