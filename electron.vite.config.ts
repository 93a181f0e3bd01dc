import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { noteShipped } from './scripts/licences.mjs'
import { lateSchemas } from './vite.late-schemas'
import { nodeChunks } from './vite.chunks'
import { alias, requiredBuiltins } from './vite.shared'

const here = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Everything is bundled, dependencies too: the app then starts from few files and ships without node_modules.
 *
 * One build of `main` holds the Node entry of each host (Electron, browser host, CLI), so that they share chunks. The
 * local backend has a build of its own; see vite.backend.ts.
 */
export default defineConfig({
  main: {
    plugins: [noteShipped(import.meta.dirname, 'main'), lateSchemas(), requiredBuiltins()],
    resolve: { alias },
    build: {
      externalizeDeps: false,
      // In development the local backend stays there; a build begins with an empty folder anyway.
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          start: here('src/main/start.ts'),
          index: here('src/main/index.ts'),
          browser: here('src/browser/index.ts'),
          cli: here('src/cli/index.ts'),
          'cli-thread': here('src/cli/thread.ts')
        },
        output: { codeSplitting: { groups: nodeChunks(here) } }
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
