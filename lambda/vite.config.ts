import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { noteShipped } from '../scripts/licences.mjs'
import { inlineCode, toAscii } from '../scripts/template.mjs'

const root = resolve(import.meta.dirname, '..')

/** `import()` of a client of the SDK, as it is bundled. */
const laterSdk =
  /Promise\.resolve\(\)\.then\(\(\) => (?:\/\* @__PURE__ \*\/ )?__toESM\((require\("@aws-sdk\/[^"]+"\)), 1\)\)/g

/** Writes `out/backend.template`: the template with the bundle in it, ready to upload. */
const template: Plugin = {
  name: 'backend-template',
  // The SDK is CommonJS: loaded later it needs no wrapping, and what wraps takes half a kilobyte of the template's room.
  renderChunk(code) {
    const plain = code.replaceAll(laterSdk, '$1')
    const rest = plain.replace(/\/\/ \0rolldown\/runtime\.js\n[^]*?\n\n/, '')
    return /\b__[a-z]+(ESM|JS|Prop|Props)\b/i.test(rest) ? plain : rest
  },
  generateBundle(_options, bundle) {
    // ASCII comes unchanged through every tool, console and copy-and-paste between here and Lambda.
    for (const output of Object.values(bundle)) {
      if (output.type === 'chunk') output.code = toAscii(output.code)
    }
  },
  async writeBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
    const [chunk] = chunks
    if (!chunk || chunks.length > 1)
      throw new Error(`Lambda's inline code is one file; the build made ${chunks.length}.`)
    const source = await readFile(resolve(root, 'resources/backend.template'), 'utf8')
    // The package says "module", Lambda's inline code is CommonJS.
    await writeFile(resolve(root, 'out/lambda/package.json'), '{ "type": "commonjs" }\n')
    await writeFile(resolve(root, 'out/backend.template'), inlineCode(source, chunk.code))
  }
}

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [template, noteShipped(root, 'lambda')],
  build: {
    outDir: resolve(root, 'out/lambda'),
    emptyOutDir: true,
    minify: true,
    target: 'node24',
    ssr: resolve(import.meta.dirname, 'function/index.ts'),
    rolldownOptions: {
      external: [/^@aws-sdk\//],
      // Loaded by what runs a function here, too, which knows require alone.
      output: {
        format: 'cjs',
        entryFileNames: 'index.js',
        dynamicImportInCjs: false,
        generatedCode: { symbols: false }
      }
    }
  },
  ssr: { target: 'node', noExternal: true, external: ['@aws-sdk/client-sqs'] }
})
