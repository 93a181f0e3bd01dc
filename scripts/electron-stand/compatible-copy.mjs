// A copy of the built app that Electron 25 (Node 18, Chromium 114) can run: CommonJS, older syntax, newer globals as
// polyfills, node:sqlite by @photostructure/sqlite (the same calls). Not one line of src/ is different in it.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformWithOxc } from 'vite'

// Tools of the build, as Vite has them.
const ofVite = createRequire(createRequire(import.meta.url).resolve('vite'))
/** @type {{ rolldown: typeof import('vite').Rolldown.rolldown }} */
const { rolldown } = await import(pathToFileURL(ofVite.resolve('rolldown')).href)
const lightningcss = ofVite('lightningcss')

const NODE = 'node18.15'
const CHROMIUM = 'chrome114'
const SQLITE = '@photostructure/sqlite'
/** Entries of the Electron host; the browser host and what starts it are not needed. */
const ENTRIES =
  /^(start|index|cli-thread)\.js$|^(local-backend|lambda-worker|function-worker|client-dynamodb)\.cjs$/

/** @param {string} path */
const read = (path) => readFileSync(path, 'utf8')
/** @param {string} name */
const beside = (name) => read(join(import.meta.dirname, name))

/**
 * Writes the copy to `to`.
 *
 * @param {string} root the checkout, built
 * @param {string} to
 * @param {string} packages the node_modules with the SQLite package
 */
export async function makeCompatibleCopy(root, to, packages) {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(join(to, 'out'), { recursive: true })
  for (const name of readdirSync(join(root, 'out'))) {
    if (!['main', '.built', 'bench'].includes(name))
      cpSync(join(root, 'out', name), join(to, 'out', name), { recursive: true })
  }
  if (existsSync(join(root, 'resources')))
    cpSync(join(root, 'resources'), join(to, 'resources'), { recursive: true })
  await Promise.all([copyPrograms(root, to), lowerPage(join(to, 'out', 'renderer'))])
  for (const name of [SQLITE, 'node-gyp-build']) {
    const otherSystem = /prebuilds[\\/][^\\/]+/
    const ours = `${process.platform}-${process.arch}`
    cpSync(join(packages, name), join(to, 'node_modules', name), {
      recursive: true,
      filter: (path) => !otherSystem.test(path) || path.includes(ours)
    })
  }
  // Electron before 28 starts from CommonJS only.
  const manifest = JSON.parse(read(join(root, 'package.json')))
  for (const key of ['scripts', 'devDependencies', 'optionalDependencies']) delete manifest[key]
  const dependencies = { [SQLITE]: '*' }
  writeFileSync(
    join(to, 'package.json'),
    JSON.stringify({ ...manifest, type: 'commonjs', dependencies }, null, 2)
  )
}

/** @param {string} root @param {string} to */
async function copyPrograms(root, to) {
  const from = join(root, 'out', 'main')
  const entries = readdirSync(from).filter((name) => ENTRIES.test(name))
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, join(from, name)])),
    platform: 'node',
    external: ['electron', SQLITE],
    transform: { target: NODE },
    plugins: [
      {
        name: 'older-node',
        resolveId: (id) => (id === 'node:sqlite' ? { id: SQLITE, external: true } : null),
        // CommonJS awaits nothing at its top level: the entry goes on without.
        transform: (code, id) =>
          id.endsWith('start.js') ? code.replace(/\bawait import\(/, 'import(') : null
      }
    ]
  })
  await bundle.write({
    dir: join(to, 'out', 'main'),
    format: 'cjs',
    entryFileNames: '[name]',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    banner: `${beside('polyfills.txt')}\n${beside('polyfills-node.txt')}`
  })
  await bundle.close()
  for (const name of entries) {
    const file = join(to, 'out', 'main', name)
    // The page for access keys has its styles in the program, and Chromium 114 knows no light-dark().
    writeFileSync(file, withoutLightDark(read(file)))
  }
}

/** @param {string} css */
const withoutLightDark = (css) => css.replaceAll(/light-dark\(([^,()]+),[^()]+\)/g, '$1')

/** @param {string} renderer */
async function lowerPage(renderer) {
  const assets = join(renderer, 'assets')
  for (const name of readdirSync(assets)) {
    const file = join(assets, name)
    if (name.endsWith('.js')) {
      const { code } = await transformWithOxc(read(file), file, { target: CHROMIUM, sourcemap: false })
      writeFileSync(file, code)
    } else if (name.endsWith('.css')) {
      const given = { filename: name, code: readFileSync(file), minify: true, targets: { chrome: 114 << 16 } }
      writeFileSync(file, lightningcss.transform(given).code)
    }
  }
  // A file before the page's first module, for its policy allows no script in the page itself.
  writeFileSync(join(assets, 'polyfills-00000000.js'), beside('polyfills.txt'))
  const page = join(renderer, 'index.html')
  const module = '<script type="module"'
  if (!read(page).includes(module)) throw new Error('index.html has no module script')
  writeFileSync(
    page,
    read(page).replace(module, `<script src="./assets/polyfills-00000000.js"></script>\n    ${module}`)
  )
}
