import { defineConfig } from '@playwright/test'
import { chromiumPath } from './test/chromium'
import { testRetries } from './test/retries'

export default defineConfig({
  testDir: 'e2e',
  // They need an Electron and a display: `npm run test:electron`.
  testIgnore: 'electron/**',
  // Each test runs its own app on its own data folder, so they need not wait for each other.
  fullyParallel: true,
  workers: 2,
  retries: testRetries,
  timeout: 60_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: await chromiumPath(),
      // Chromium's sandbox does not run as root, which is what a container gives us.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
    }
  }
})
