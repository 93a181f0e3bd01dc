import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { noteShipped } from './scripts/licences.mjs'
import { lateSchemas } from './vite.late-schemas'
import { alias, requiredBuiltins } from './vite.shared'

const here = (path: string): string => resolve(import.meta.dirname, path)

/** The library for scripts; scripts/build-library.mjs makes a package of it, with all that it needs in it. */
export default defineConfig({
  publicDir: false,
  resolve: { alias },
  plugins: [noteShipped(import.meta.dirname, 'library'), lateSchemas(), requiredBuiltins()],
  build: {
    outDir: here('out/lib/main'),
    target: 'node24',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: { index: here('lib/index.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
    }
  },
  ssr: { target: 'node', noExternal: true }
})
