import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { noteShipped } from './scripts/licences.mjs'
import { alias, requiredBuiltins } from './vite.shared'

const here = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Everything is bundled, dependencies too: the app then starts from few files and ships without node_modules.
 *
 * One build of `main` holds every Node entry (Electron, browser host, CLI, local backend, Lambda worker), so
 * that they share chunks.
 */
export default defineConfig({
  main: {
    plugins: [noteShipped(import.meta.dirname, 'main'), requiredBuiltins()],
    resolve: { alias },
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          start: here('src/main/start.ts'),
          index: here('src/main/index.ts'),
          browser: here('src/browser/index.ts'),
          cli: here('src/cli/index.ts'),
          'cli-thread': here('src/cli/thread.ts'),
          'local-backend': here('src/local-backend/child.ts'),
          'lambda-worker': here('src/local-backend/lambda/lambda-worker.ts')
        }
      }
    }
  },
  preload: {
    plugins: [noteShipped(import.meta.dirname, 'preload')],
    build: {
      externalizeDeps: false,
      // A sandboxed preload cannot be an ES module.
      rolldownOptions: {
        input: { index: here('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: here('src/renderer'),
    plugins: [react(), noteShipped(import.meta.dirname, 'renderer')],
    build: {
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: here('src/renderer/index.html') } }
    }
  }
})
