import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import '../tokens.css'
import '../base.css'
import { App, warmUp } from '../shell/app'
import type { Attention } from '../store/attention'
import type { PageStorage } from '../store/kept-work'
import { createStores } from '../store/stores'
import { FakeHost, type FakeWorld } from './fake-host'

/** A person who looks at the page all the time. */
export const attentive: Attention = {
  isVisible: () => true,
  isFocused: () => true,
  onChange: () => () => undefined
}

/** A tab's storage; the same one for two pages makes the second a reload of the first. */
export function aStorage(): PageStorage {
  const items = new Map<string, string>()
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key)
  }
  return () => storage
}

/** The whole page on a fake host, loaded, in a window of this width. */
export async function renderApp(world: FakeWorld = {}, width = 1280, storage = aStorage()) {
  await page.viewport(width, 800)
  await warmUp()
  document.documentElement.style.height = '100%'
  const host = new FakeHost(world)
  const stores = createStores(host, attentive, storage)
  const screen = await render(<App stores={stores} />)
  screen.container.style.height = '100%'
  await stores.chat.getState().start()
  return { host, stores, screen }
}
