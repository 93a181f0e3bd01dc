import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import '../tokens.css'
import '../base.css'
import { App, warmUp } from '../app'
import type { Attention } from '../store/attention'
import { createStores } from '../store/stores'
import { FakeHost, type FakeWorld } from './fake-host'

/** A person who looks at the page all the time. */
export const attentive: Attention = {
  isVisible: () => true,
  isFocused: () => true,
  onChange: () => () => undefined
}

/** The whole page on a fake host, loaded, in a window of this width. */
export async function renderApp(world: FakeWorld = {}, width = 1280) {
  await page.viewport(width, 800)
  await warmUp()
  document.documentElement.style.height = '100%'
  const host = new FakeHost(world)
  const stores = createStores(host, attentive)
  const screen = await render(<App stores={stores} />)
  screen.container.style.height = '100%'
  await stores.chat.getState().start()
  return { host, stores, screen }
}
