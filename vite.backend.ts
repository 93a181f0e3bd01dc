import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { noteShipped } from './scripts/licences.mjs'
import { lateSchemas } from './vite.late-schemas'
import { alias } from './vite.shared'

const here = (path: string): string => resolve(import.meta.dirname, path)

/**
 * The local backend's process and what functions run in, as CommonJS beside the hosts: Electron starts them out of
 * the packed archive, where an ES module in a utility process or a worker is not what its makers try every day.
 */
export default defineConfig({
  publicDir: false,
  resolve: { alias },
  plugins: [noteShipped(import.meta.dirname, 'backend'), lateSchemas()],
  build: {
    outDir: here('out/main'),
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: {
        'local-backend': here('src/local-backend/child.ts'),
        'lambda-worker': here('src/local-backend/lambda/lambda-worker.ts'),
        'client-dynamodb': here('src/local-backend/lambda/client-dynamodb.ts'),
        'function-worker': here('src/local-backend/functions/function-worker.ts')
      },
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' }
    }
  },
  ssr: { target: 'node', noExternal: true }
})
