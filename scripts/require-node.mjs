// The tools need Node 22.12 or newer. `npm ci` brings Node 24 into node_modules/.bin, which npm scripts see first.

/** Ends with one clear sentence when this Node is too old (with `ignore-scripts`, nothing was set up before). */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return
  process.stderr.write(
    `ChatAPP's tools need Node 22.12 or newer and run on ${process.version} now. ` +
      'Run "npm ci" (it brings Node 24 along), then use the npm scripts; with "ignore-scripts" on, run "node scripts/setup.mjs" first.\n'
  )
  process.exit(1)
}
