import { expect, it, vi } from 'vitest'
import { dialog, journal, shell } from './fake-electron'
import { openOutside } from './open-outside'

vi.mock('electron', () => import('./fake-electron'))

it('hands a link to the system, and says nothing', async () => {
  await openOutside('https://example.org/')

  expect(journal).toEqual(['open https://example.org/'])
})

it.each([
  ['https://example.org/', 'opened no web browser for https://example.org/'],
  ['mailto:ada@example.org', 'opened no mail program for mailto:ada@example.org']
])('says what to do when the system has no program for %s', async (link, words) => {
  vi.spyOn(shell, 'openExternal').mockRejectedValueOnce(new Error('no application is registered'))
  const said = vi.spyOn(dialog, 'showMessageBox')

  await openOutside(link)

  expect(said.mock.lastCall).toEqual([
    {
      type: 'warning',
      message: 'The link could not be opened',
      detail: expect.stringContaining(words)
    }
  ])
})
