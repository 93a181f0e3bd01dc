import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { LogEntry } from '../../shared/contract'
import { aLogEntry, anAwsBackend } from '../test/fake-aws'
import { aReply, aRequest, aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string) => page.getByRole('button', { name, exact: true })
const lines = page.getByRole('log', { name: 'Lines' })
const aws = { backends: [anAwsBackend()], activeId: 'work' }
const connection = {
  backend: 'aws',
  can: { account: true, cloudWatch: true },
  label: 'eu-central-1'
} as const

async function renderLog(logs: LogEntry[], world: FakeWorld = {}, width = 1280) {
  const app = await renderApp({ ...world, aws: { logs, ...world.aws } }, width)
  app.stores.view.getState().show('logs')
  return app
}

it('shows what each line says, how grave it is and the rest of its fields', async () => {
  await renderLog([
    aLogEntry({ level: 'WARN', text: '{"level":"WARN","message":"record","outcome":"failed","attempts":2}' }),
    aLogEntry({ level: 'ERROR', text: '{"type":"platform.report","record":{"status":"timeout"}}' }),
    aLogEntry({ level: null, text: 'a plain line' })
  ])

  await expect.element(lines).toMatchTextContent('Warningrecord outcome=failed attempts=2')
  await expect.element(lines).toMatchTextContent('Errorplatform.report status=timeout')
  await expect.element(lines).toMatchTextContent('–a plain line')
})

it('follows what is written, until it is paused', async () => {
  const logs = [aLogEntry({ text: 'first' })]
  const { host } = await renderLog(logs)
  await expect.element(lines).toMatchTextContent('first')

  logs.push(aLogEntry({ at: Date.UTC(2026, 10, 26, 10), text: 'second' }))
  await expect.element(lines).toMatchTextContent('second')
  expect(host.inputsOf('logs.read').at(-1)).toMatchObject({ since: expect.any(Number), level: 'INFO' })

  await button('Pause').click()
  logs.push(aLogEntry({ at: Date.UTC(2026, 10, 26, 11), text: 'third' }))
  await button('Follow').click()
  await expect.element(lines).toMatchTextContent('third')
})

it('is narrowed to a level, to a chat and, by a line, to a message', async () => {
  const entry = aLogEntry({ messageId: 'r1', text: '{"message":"record","correlationId":"r1"}' })
  const { host } = await renderLog([entry])

  await page.getByRole('combobox', { name: 'Level' }).selectOptions('Errors only')
  await page.getByRole('combobox', { name: 'Chat' }).selectOptions('MessageProcessor')
  await expect
    .poll(() => host.inputsOf('logs.read').at(-1))
    .toMatchObject({ level: 'ERROR', conversationId: 'processor' })

  await lines.getByRole('button', { name: /record/ }).click()
  await button('Only this message').click()
  await expect.poll(() => host.inputsOf('logs.read').at(-1)).toEqual({ messageId: 'r1', limit: 200 })
  await button('Show all messages').click()
  await expect.element(page.getByRole('combobox', { name: 'Chat' })).toBeVisible()
})

it('opens the message of a line, and says when it is none of this profile', async () => {
  const { stores } = await renderLog(
    [
      aLogEntry({ messageId: 'r1', here: 'processor', text: 'mine' }),
      aLogEntry({ messageId: 'r9', text: 'of somebody else' })
    ],
    { messages: [aRequest({ id: 'r1', text: 'the message' })] }
  )
  await lines.getByRole('button', { name: /of somebody else/ }).click()
  await expect.element(page.getByText('Its message is not in this profile.')).toBeVisible()

  await lines.getByRole('button', { name: /mine/ }).click()
  await button('Open the message').click()

  await expect.element(page.getByRole('log', { name: 'Messages' })).toMatchTextContent('the message')
  expect(stores.view.getState().inspectedId).toBe('r1')
})

it('shows hostile lines as text: markup, terminal escapes, turned directions, a megabyte', async () => {
  await renderLog([
    aLogEntry({ text: '<img src=x onerror="document.title=1"> \u001b[31mred\u001b[0m' }),
    aLogEntry({ text: `{"message":"\\u202etxet\\u0000","level":"INFO"}` }),
    aLogEntry({ text: 'x'.repeat(8192), cut: 1_040_384 })
  ])

  await expect
    .element(lines)
    .toMatchTextContent('<img src=x onerror="document.title=1"> \\u001b[31mred\\u001b[0m')
  await expect.element(lines).toMatchTextContent('\\u202etxet\\u0000')
  expect(lines.element().querySelector('img')).toBeNull()
  await lines.getByRole('button', { name: /xxxx/ }).click()
  await expect.element(page.getByText('… 1,040,384 more characters of this line are not shown')).toBeVisible()
})

it('says that nothing fits, and where to look further', async () => {
  const { host } = await renderLog([], { aws: { logCursor: 'older' } })
  await page.getByRole('combobox', { name: 'Level' }).selectOptions('Errors only')
  await expect.element(page.getByText('No line fits this filter yet.')).toBeVisible()

  await button('Look further back').click()

  await expect.poll(() => JSON.stringify(host.inputsOf('logs.read'))).toContain('"cursor":"older"')
})

it('says which permission is missing, with the smallest policy for it', async () => {
  const policy = {
    action: 'logs:FilterLogEvents',
    policy: '{"Version":"2012-10-17"}',
    consolePath: 'IAM → Users'
  }
  const { host } = await renderApp({ connection, aws: { ...aws, logPlace: { account: true, policy } } }).then(
    (app) => {
      app.host.fail('logs.read', aWireError('access_denied', 'Allow logs:FilterLogEvents.'))
      app.stores.view.getState().show('logs')
      return app
    }
  )

  await expect.element(page.getByRole('alert')).toMatchTextContent('Allow logs:FilterLogEvents.')
  const smallest = page.getByRole('region', { name: 'The smallest policy that allows it' })
  await expect.element(smallest).toMatchTextContent('IAM → Users')
  await expect.element(smallest).toMatchTextContent('{"Version":"2012-10-17"}')
  const asked = host.inputsOf('logs.read').length
  await button('Try again').click()
  await expect.poll(() => host.inputsOf('logs.read').length).toBeGreaterThan(asked)
})

it('says how CloudWatch is read and what that costs', async () => {
  const logPlace = {
    account: true,
    everyMs: 5000,
    consoleUrl: 'https://eu-central-1.console.aws.amazon.com/x'
  }
  await renderLog([], { connection, aws: { ...aws, logPlace } })

  await expect
    .element(page.getByText('Read by FilterLogEvents every 5 s while this view is open.', { exact: false }))
    .toBeVisible()
  await expect
    .element(page.getByRole('link', { name: 'Open it in CloudWatch' }))
    .toHaveAttribute('href', logPlace.consoleUrl)
})

it('goes from line to line with the arrow keys', async () => {
  await renderLog([aLogEntry({ text: 'one' }), aLogEntry({ at: Date.UTC(2026, 10, 27), text: 'two' })])
  await lines.getByRole('button', { name: /two/ }).click()

  await userEvent.keyboard('{ArrowUp}{Enter}')

  await expect.element(lines.getByRole('button', { name: /one/ })).toHaveAttribute('aria-expanded', 'true')
})

it('draws of a long log only what is in sight', async () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    aLogEntry({ id: `line ${index}`, at: index + 1, text: `line ${index}` })
  )
  await renderLog(many)

  await expect.element(lines).toMatchTextContent('line 4999')
  expect(lines.element().querySelectorAll('[data-line]').length).toBeLessThan(200)
})

it('shows the lines of a message in its details only when asked, by the request a reply belongs to', async () => {
  const logs = [aLogEntry({ text: 'processed in 12 ms' })]
  const messages = [aRequest({ id: 'r1' }), aReply({ id: 'r2', inReplyTo: 'r1' })]
  const { host, stores } = await renderApp({ messages, aws: { logs } })
  stores.view.getState().inspect('r2')
  await expect.element(button('Load its lines')).toBeVisible()
  expect(host.inputsOf('logs.read')).toEqual([])

  await button('Load its lines').click()

  await expect
    .element(page.getByRole('region', { name: 'Log lines' }))
    .toMatchTextContent('processed in 12 ms')
  expect(host.inputsOf('logs.read')).toEqual([{ messageId: 'r1' }])
  await button('Show in the processor log').click()
  await expect.element(page.getByRole('heading', { name: 'Processor log' })).toBeVisible()
  await expect.poll(() => host.inputsOf('logs.read').at(-1)).toMatchObject({ messageId: 'r1' })
})

it('says in the details which permission is missing to read the log', async () => {
  const { host, stores } = await renderApp({ connection, messages: [aRequest({ id: 'r1' })], aws })
  host.fail('logs.read', aWireError('access_denied', 'Allow logs:FilterLogEvents.'))
  stores.view.getState().inspect('r1')

  await button('Load its lines').click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('Allow logs:FilterLogEvents.')
})
