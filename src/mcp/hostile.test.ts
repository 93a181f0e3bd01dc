import { expect, it, vi } from 'vitest'
import { aProfile, aServer, saidIn, unlock } from './test-agent'

it('passes over what is no protocol, refuses what is no call, and goes on', async () => {
  const { write, ask, tool, answerTo, lines, errors } = aServer(await aProfile())
  write('this is no JSON')
  write('{"jsonrpc":"2.0"')
  write('\u0000\ud83d')
  write('[]')
  write('null')
  write('['.repeat(100_000))
  write(
    `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`
  )
  write(`"${'x'.repeat(10 * 1024 * 1024)}"`)
  write({ jsonrpc: '2.0', id: 2, method: 5 })
  write({ jsonrpc: '2.0', id: 99, result: { for: 'nobody' } })
  write({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'nobody' } })
  ask(3, 'no/such/method')
  tool(4, 'no_such_tool')
  tool(5, 'read_chat', { chat: 5, __proto__: null })
  tool(6, 'read_chat', { chat: 'processor', limit: 1e9 })
  ask(7, 'tools/call', { name: 'read_chat', arguments: 'none' })
  tool(8, 'list_chats')

  expect((await answerTo(8)).result.isError).toBeUndefined()
  expect((await answerTo(2)).error.code).toBe(-32_600)
  expect((await answerTo(3)).error.code).toBe(-32_601)
  for (const id of [4, 5, 6]) expect((await answerTo(id)).result.isError).toBe(true)
  expect((await answerTo(7)).error).toBeDefined()
  expect(lines.map((line) => JSON.parse(line).jsonrpc)).toEqual(lines.map(() => '2.0'))
  expect(errors.join('')).toContain('longer than 4 MiB')
})

it('says little of a client that sends nothing but garbage', async () => {
  const { write, tool, answerTo, errors } = aServer(await aProfile())
  for (let n = 0; n < 5000; n++) write('garbage')
  tool(1, 'list_chats')

  await answerTo(1)
  expect(errors.join('').length).toBeLessThan(5000)
})

it('answers a hundred calls at once, each once, and refuses in words what is too many', async () => {
  const dataDir = await aProfile(unlock)
  const { tool, answerTo } = aServer(dataDir)
  for (let id = 1; id <= 100; id++) tool(id, 'send_message', { text: `/echo ${id}` })
  const replies = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const { result } = await answerTo(n + 1)
      return JSON.parse(result.content[0].text).reply?.text ?? result
    })
  )
  for (let id = 1000; id < 1400; id++) tool(id, 'send_message', { text: '/count 2' })
  const { error } = await answerTo(1399)

  expect(error.code).toBe(-32_000)
  expect(replies).toEqual(Array.from({ length: 100 }, (_, n) => String(n + 1)))
}, 60_000)

it('ends with 0 when the client goes in the middle of a call, and what was sent is kept with its reply', async () => {
  const dataDir = await aProfile(unlock)
  const { child, tool, answerTo, exited } = aServer(dataDir)
  tool(1, 'list_backends')
  await answerTo(1)
  tool(2, 'send_message', { text: '/echo kept' })
  child.stdin.end()

  expect((await answerTo(2)).result.isError).toBeUndefined()
  expect(await exited).toBe(0)
  expect((await saidIn(dataDir)).map(({ text }) => text)).toEqual(['/echo kept', 'kept'])
})

it('does not wait for ever for a call of a client that has gone', async () => {
  const dataDir = await aProfile(unlock)
  const { child, tool, exited } = aServer(dataDir)
  tool(1, 'send_message', { text: '/fail for a while' })
  await vi.waitFor(async () => expect(await saidIn(dataDir)).toHaveLength(1), { timeout: 10_000 })
  child.stdin.end()

  expect(await exited).toBe(0)
  expect((await saidIn(dataDir))[0]).toMatchObject({ text: '/fail for a while' })
})

it('ends with 0 when nobody reads it any more, and loses nothing', async () => {
  const dataDir = await aProfile(unlock)
  const { child, tool, answerTo, exited } = aServer(dataDir)
  tool(1, 'list_backends')
  await answerTo(1)
  child.stdout.destroy()
  tool(2, 'send_message', { text: '/echo unread' })

  expect(await exited).toBe(0)
  const [request] = await saidIn(dataDir)
  expect(request).toMatchObject({ text: '/echo unread' })
})

it('ends when the system asks it to', async () => {
  const { child, tool, answerTo, exited } = aServer(await aProfile())
  tool(1, 'list_chats')
  await answerTo(1)
  child.kill('SIGTERM')

  expect(await exited).toBe(0)
})
