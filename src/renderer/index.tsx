import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { ChatHost } from '../shared/contract'
import './tokens.css'
import './base.css'
import { createHttpHost } from './host/http-host'
import { App, warmUp } from './shell/app'
import { createStores } from './store/stores'
import { applyLook, rememberedLook } from './store/look'
import { needsWords, rememberedSpeech, speak } from './text/words'

declare global {
  interface Window {
    /** Put there by the Electron preload; absent in a browser. */
    readonly chatapp?: ChatHost
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')

applyLook(rememberedLook())
const stores = createStores(window.chatapp ?? createHttpHost())

const draw = (): void => {
  // At once, not in a later turn: a key typed as soon as the page is loaded finds who listens for it.
  flushSync(() => createRoot(root).render(<App stores={stores} />))
  void stores.chat.getState().start()
  setTimeout(() => void warmUp(), 500)
}

const speech = rememberedSpeech()
// English is there; the words of another language come first, so that nothing is shown in two.
if (needsWords(speech)) void speak(speech).finally(draw)
else {
  void speak(speech)
  draw()
}
