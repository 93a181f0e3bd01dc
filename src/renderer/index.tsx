import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import './tokens.css'
import './base.css'
import { App, warmUp } from './shell/app'
import { findHost } from './host/host'
import { createStores } from './store/stores'
import { applyTheme, rememberedTheme } from './store/theme'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')

applyTheme(rememberedTheme())
const stores = createStores(findHost())
// At once, not in a later turn: a key typed as soon as the page is loaded finds who listens for it.
flushSync(() => createRoot(root).render(<App stores={stores} />))
void stores.chat.getState().start()
setTimeout(() => void warmUp(), 500)
