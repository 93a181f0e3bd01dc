/** How often a test that failed is tried again: never where people work, so that a race is mended; CI sets it. */
export const testRetries = Number(process.env['CHATAPP_TEST_RETRIES'] ?? 0)
