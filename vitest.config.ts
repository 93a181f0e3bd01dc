import { availableParallelism } from 'node:os'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumPath } from './test/chromium'
import { testRetries } from './test/retries'
import { lateSchemas } from './vite.late-schemas'
import { alias } from './vite.shared'

export default defineConfig({
  test: {
    // Most of the time goes into waiting (visibility timeouts, long polls), so more files than cores run at once.
    maxWorkers: Math.max(3, availableParallelism()),
    retry: testRetries,
    projects: [
      {
        resolve: { alias },
        plugins: [lateSchemas()],
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,lambda,lib,scripts,test,faults,conformance}/**/*.test.ts'],
          exclude: ['src/renderer/**'],
          globalSetup: ['test/build-once.ts'],
          testTimeout: 15_000
        }
      },
      {
        plugins: [react()],
        // Found in the middle of a run it would reload the page under test.
        optimizeDeps: {
          include: [
            'gemoji',
            'lowlight',
            'uuid',
            ...[
              'Autocomplete',
              'Button',
              'Dialog',
              'Header',
              'Input',
              'ListBox',
              'Menu',
              'Modal',
              'Popover',
              'TextField'
            ].map((part) => `react-aria-components/${part}`)
          ]
        },
        test: {
          name: 'page',
          include: ['src/renderer/**/*.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: await chromiumPath() } }),
            instances: [{ browser: 'chromium' }]
          }
        }
      }
    ]
  }
})
