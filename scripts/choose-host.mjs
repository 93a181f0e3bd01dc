// Decides what `npm start` shows ChatAPP in.

/** Options that only the browser host has: who gives one wants it. */
const browserOptions = ['--browser', '--port', '--no-open', '--help', '-h']

/**
 * The host to try first, and why it is the browser when it is. The reason continues "ChatAPP opens in the browser, ".
 *
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {{ host: 'electron' } | { host: 'browser', reason: string | null }}
 */
export function chooseHost(argv, env, platform) {
  const asked = argv.some((argument) => browserOptions.includes(argument.split('=')[0] ?? ''))
  if (asked) return { host: 'browser', reason: null }
  if (env['CI']) return { host: 'browser', reason: 'because CI is set' }
  const display = platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']
  if (!display) return { host: 'browser', reason: 'because there is no display for a window here' }
  return { host: 'electron' }
}
