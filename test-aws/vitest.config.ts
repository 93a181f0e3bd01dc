import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { alias } from '../vite.shared'

/** Tests against an AWS emulator, started by `npm run test:aws`. One at a time: they share its one account. */
export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  resolve: { alias },
  test: {
    name: 'aws',
    environment: 'node',
    include: ['test-aws/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
