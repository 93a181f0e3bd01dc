import type { Page } from '@playwright/test'
import { asked, expect } from './app'
import { answer, send, seriousFaults, shoot } from './looking'
import { begin, field, log, meet, say, test, title } from './two-people'

/** Who is there, in the place of what a backend that nobody else uses would say. */
const people = {
  available: 'yes',
  reason: null,
  me: { id: 'local:5f2d', name: 'Ada', me: true, seenAt: 0, looksLike: null, encrypts: true },
  people: [
    { id: 'local:1', name: 'Anna', me: false, seenAt: 1_700_000_000_000, looksLike: null, encrypts: true },
    { id: 'local:2', name: 'Аnna', me: false, seenAt: 0, looksLike: 'Anna', encrypts: false }
  ]
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious where people talk, ${colorScheme}`, async ({ app, page }) => {
    test.slow()
    const look = async (name: string): Promise<void> => {
      expect(await seriousFaults(page)).toEqual([])
      await shoot(page, `${name}, ${colorScheme}`)
    }
    const begin = async (what: string): Promise<void> => {
      await page.getByRole('button', { name: 'Write to a person or a room' }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(await app.start())
    await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')
    await begin('Room…')
    await expect(page.getByRole('dialog')).toContainText('The local backend sees you as')
    // A page that speaks another language is drawn anew: what is typed comes after its pictures.
    await look('the question for a name')
    await page.getByRole('textbox', { name: 'How are you called here?' }).fill('Ada')
    await page.getByRole('dialog').getByRole('button', { name: 'That is me' }).click()
    await expect(page.getByRole('textbox', { name: 'What is it called?' })).toBeVisible()
    await look('a new room')
    await page.getByRole('textbox', { name: 'What is it called?' }).fill('Harbour')
    await page.getByRole('button', { name: 'Make the room' }).click()
    await expect(page.getByRole('log')).toContainText('Ada made this room')
    await send(page, '/topic Boats and tides', 'Boats and tides')
    await send(page, 'Good morning, is the **tide** low? https://example.org', 'Good morning')
    await send(page, '/time', 'UTC')
    await expect(page.getByRole('button', { name: 'In the room, seen by nobody yet' })).toHaveCount(2)
    await look('a room')
    await page.getByRole('textbox', { name: 'Message' }).fill('/')
    await look('the commands of a room')
    await page.getByRole('textbox', { name: 'Message' }).fill('')
    await page.getByRole('article').filter({ hasText: 'Good morning' }).press('e')
    await expect(page.getByText('Esc leaves it as it was.')).toBeVisible()
    await look('a message that is changed')
    await page.keyboard.press('Escape')
    await page.getByRole('article').filter({ hasText: 'Good morning' }).hover()
    await page.getByRole('button', { name: 'React', exact: true }).last().click()
    await look('the choice of an emoji')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^About this room/ }).click()
    await page.getByRole('button', { name: 'Make an invitation' }).click()
    await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible()
    await look('about a room')
    await page.keyboard.press('Escape')
    await begin('Join with an invitation…')
    await look('joining')
    await page.keyboard.press('Escape')
    await answer(page, 'rooms.overview', people)
    await page.reload()
    await begin('Person…')
    await expect(page.getByRole('option', { name: /looks like Anna/ })).toBeVisible()
    await look('people')
    await page.keyboard.press('Escape')
    await answer(page, 'rooms.overview', { ...people, available: 'no', me: null })
    await page.reload()
    await begin('Room…')
    await expect(page.getByText('This backend has no rooms.')).toBeVisible()
    await look('no rooms')
  })
}

/** Expects that in a window of 360 pixels nothing sticks out, and nothing scrolls sideways that is not meant to. */
async function expectNothingSideways(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 360, height: 740 })
  const found = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('body, body *')]
        .filter((element) => {
          const { overflowX, display, position } = getComputedStyle(element)
          if (display === 'inline' || position === 'absolute' || element.clientWidth === 0) return false
          const scrolls = overflowX !== 'hidden' && element.scrollWidth > element.clientWidth
          return scrolls || element.getBoundingClientRect().right > window.innerWidth + 0.5
        })
        .map((element) => (element.cloneNode(false) as Element).outerHTML)
    )
  await expect.poll(found, { message: name, timeout: 3000 }).toEqual([])
  await page.setViewportSize(before)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious between two people, ${colorScheme}`, async ({ ada, ben }) => {
    test.slow()
    await ada.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const look = async (name: string): Promise<void> => {
      expect.soft(await seriousFaults(ada), name).toEqual([])
      await shoot(ada, `${name}, ${colorScheme}`)
      await expectNothingSideways(ada, name)
    }
    const panel = (name: string) => ada.getByRole('dialog', { name })
    await meet(ada, ben)
    await say(ada, 'Good morning')
    await expect(log(ben).getByText('Good morning')).toBeVisible()
    await log(ben).getByRole('article', { name: 'Message from Ada' }).last().hover()
    await log(ben).getByRole('button', { name: 'Reply to it' }).last().click()
    await say(ben, `Hi @Ada, is the tide low? https://example.org/${'tide'.repeat(30)}`)
    await say(ben, 'I am at the pier')
    await expect(log(ada).getByText('I am at the pier')).toBeVisible()
    await log(ada)
      .getByRole('article', { name: /^Message from Ben/ })
      .last()
      .hover()
    await log(ada).getByRole('button', { name: 'React', exact: true }).last().click()
    await ada.getByRole('button', { name: '👍' }).click()
    await say(ada, 'On my way @Ben, in ten minutes')
    await expect(log(ada).getByRole('button', { name: 'Seen by 1' }).last()).toBeVisible({ timeout: 15_000 })
    await look('a room of two')
    await log(ada).getByRole('button', { name: 'Seen by 1' }).last().click()
    await expect(ada.getByRole('heading', { name: 'Seen by' })).toBeVisible()
    await look('who has seen a message')
    await ada.keyboard.press('Escape')
    await log(ada).getByRole('button', { name: 'Who Ben is' }).first().click()
    await look('who somebody is')
    await ada.keyboard.press('Escape')
    await field(ada).fill('')
    await field(ada).pressSequentially('hello @')
    await expect(ada.getByRole('option', { name: /Ben/ })).toBeVisible()
    await look('the choice of whom to mention')
    await field(ada).fill('')
    await ada.getByRole('button', { name: /^About this room/ }).click()
    await look('about a room of two')
    await panel('About this room').getByRole('button', { name: 'Options for Ben' }).click()
    await expect(ada.getByRole('menuitem', { name: 'Make an owner' })).toBeVisible()
    // A menu goes when its window changes.
    expect.soft(await seriousFaults(ada)).toEqual([])
    await ada.getByRole('menuitem', { name: 'Remove from the room…' }).click()
    await expect(ada.getByRole('alertdialog')).toContainText('Ben')
    await look('the removal of a member')
    await ada.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await panel('About this room')
      .getByRole('button', { name: /^Leave/ })
      .click()
    await look('leaving a room')
    await ada.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await panel('About this room').getByRole('button', { name: 'Close', exact: true }).click()

    await begin(ada, 'Person…')
    await ada.getByRole('option', { name: /Ben/ }).click()
    await expect(title(ada)).toHaveText('Ben')
    await say(ada, 'only for you')
    await ben
      .getByRole('navigation', { name: 'Chats' })
      .getByRole('button', { name: /person Ada/ })
      .click()
    await expect(log(ben).getByText('only for you')).toBeVisible()
    await say(ben, 'and this for you')
    await expect(log(ada).getByText('and this for you')).toBeVisible()
    await look('a direct conversation')
    await ada.getByRole('button', { name: 'About this conversation' }).click()
    await expect(
      panel('About this conversation').getByRole('list', { name: 'Words to compare' })
    ).toBeVisible()
    await look('about a direct conversation')
    await panel('About this conversation').getByRole('button', { name: 'They are the same' }).click()
    await expect(ada.getByText('You said that they are the same.')).toBeVisible()
    await look('words that were compared')

    const all = (await asked(ada, 'conversations.list', undefined)) as { id: string; title: string }[]
    const id = all.find((one) => one.title === 'Ben')?.id ?? ''
    const room = (await asked(ada, 'rooms.get', { id })) as { encryption: object }
    for (const [state, name] of [
      ['key_changed', 'a new key in a direct conversation'],
      ['waits_for_key', 'a direct conversation that waits for a key']
    ] as const) {
      const words = state === 'waits_for_key' ? { words: [] } : {}
      const encryption = { ...room.encryption, ...words, state, verified: false }
      await answer(ada, 'rooms.get', { ...room, encryption })
      await ada.reload()
      await expect(title(ada)).toHaveText('Ben')
      await look(name)
      await ada.getByRole('button', { name: 'About this conversation' }).click()
      await expect(panel('About this conversation')).toContainText('Encryption')
      await look(`about ${name}`)
      await ada.keyboard.press('Escape')
    }
  })
}
