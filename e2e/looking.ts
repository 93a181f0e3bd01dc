import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { asked, expect } from './app'

/** What axe calls serious or worse, in one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

/**
 * Pictures of a screen in three widths, at 200 % zoom (half of the window's pixels), in forced colours and in German, in
 * the folder that CHATAPP_SHOTS names; else none.
 */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CHATAPP_SHOTS']
  if (!folder) return
  const take = async (what: string): Promise<void> => {
    // A log is hidden until its rows are measured.
    await expect(page.getByTestId('virtuoso-item-list').filter({ visible: false })).toHaveCount(0)
    await page.screenshot({ path: join(folder, `${name}, ${what}.png`) })
  }
  const takeAll = async (language: string): Promise<void> => {
    for (const [width, height] of [
      [1280, 800],
      [900, 700],
      [640, 400],
      [360, 740]
    ] as const) {
      await page.setViewportSize({ width, height })
      await take(`${width}${language}`)
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await takeAll('')
  await page.emulateMedia({ forcedColors: 'active' })
  await take('forced colours')
  await page.emulateMedia({ forcedColors: 'none' })
  await speak(page, 'de')
  await takeAll(', German')
  await speak(page, 'en')
}

/** Has the page speak a language, as it stands. */
async function speak(page: Page, language: 'de' | 'en'): Promise<void> {
  await asked(page, 'settings.set', { language })
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** Has a call answered with something else from here on, until the next screen. */
export async function answer(page: Page, call: string, value: unknown): Promise<void> {
  await page.route(`**/call/${call}`, (route) => route.fulfill({ json: { ok: true, value } }))
}

/** Sends a text and waits for what its answer must hold. */
export async function send(page: Page, text: string, answer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toContainText(answer)
}
