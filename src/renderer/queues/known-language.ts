// uPlot makes a formatter of the browser's language as soon as it is loaded. In a system without one (LANG=C) Chromium
// calls that `en-US@posix`, which no formatter knows, and nothing of the chart would come up.
try {
  Intl.getCanonicalLocales(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}
