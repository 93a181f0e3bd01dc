import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { testRetries } from '../../test/retries'

// Run by `npm run test:electron`; `npm test` leaves this folder out.
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: join(import.meta.dirname, '..', '..', 'test-results', 'electron'),
  workers: 1,
  retries: testRetries,
  timeout: 60_000,
  globalTimeout: Number(process.env['CHATAPP_ELECTRON_LIMIT_S'] ?? 0) * 1000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json']]
})
