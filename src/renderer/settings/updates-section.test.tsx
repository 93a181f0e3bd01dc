import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { UpdateState } from '../../shared/contract'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'
import { notesOf } from './notes-of'

const section = () => page.getByRole('region', { name: 'Updates' })
async function open(updates: UpdateState) {
  const rendered = await renderApp({ updates })
  await userEvent.keyboard('{Control>},{/Control}')
  return rendered
}
const choices = { channel: 'stable', automatic: true } as const

it('says plainly that a build has no update feed', async () => {
  await open({ kind: 'none', why: 'no-feed' })

  await expect.element(section()).toMatchTextContent('this build has no update feed')
  await expect.element(section().getByRole('button', { name: 'Check now' })).not.toBeInTheDocument()
})

it('says that the package manager updates what it installed', async () => {
  await open({ kind: 'none', why: 'packages' })

  await expect.element(section()).toMatchTextContent('the package manager updates')
})

it('looks when asked, shows how far the file has come, and what is new before the restart', async () => {
  const { host } = await open({ kind: 'idle', checkedAt: null })
  await section().getByRole('button', { name: 'Check now' }).click()
  host.emit('updates.changed', { choices, state: { kind: 'downloading', version: '1.1.0', share: 0.42 } })
  await expect.element(section()).toMatchTextContent('Fetching version 1.1.0: 42 %')

  host.emit('updates.changed', {
    choices,
    state: { kind: 'ready', version: '1.1.0', notes: '- <b>Faster</b>' }
  })
  await expect.element(section()).toMatchTextContent('- <b>Faster</b>')
  await expect.element(page.getByRole('button', { name: 'Settings Update to 1.1.0' })).toBeVisible()
  await section().getByRole('button', { name: 'Restart into 1.1.0' }).click()

  host.emit('updates.changed', { choices, state: { kind: 'restarting', version: '1.1.0' } })
  await expect.element(section()).toMatchTextContent('Finishing what is being sent')
  expect(host.asked.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['updates.check', 'updates.restart'])
  )
})

it('says what is wrong with a feed, and can look again', async () => {
  await open({ kind: 'failed', error: aWireError('forbidden', 'Not signed.') })

  await expect.element(section().getByRole('alert')).toMatchTextContent('Not signed.')
  await expect.element(section().getByRole('button', { name: 'Check now' })).toBeEnabled()
})

it('keeps the channel and the habit', async () => {
  const { host } = await open({ kind: 'idle', checkedAt: 0 })
  await section().getByRole('radio', { name: /^Beta/ }).click()
  await section()
    .getByRole('radio', { name: /^When asked/ })
    .click()

  await expect.element(section().getByRole('radio', { name: /^Beta/ })).toBeChecked()
  expect(host.inputsOf('updates.choose')).toEqual([{ channel: 'beta' }, { automatic: false }])
})

it('finds what is new in a version, and nothing for one that is not named', () => {
  const changelog = '# Changelog\n\n## 1.1.0\n\n- B\n\n## 1.0.0\n\n- A\n'

  expect(notesOf(changelog, '1.1.0')).toBe('- B')
  expect(notesOf(changelog, '1.0.0')).toBe('- A')
  expect(notesOf(changelog, '1.0')).toBe('')
})
