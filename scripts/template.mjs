// Puts the MessageProcessor bundle into the CloudFormation template. The build calls it, see lambda/vite.config.ts.
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'

/** AWS: a template passed as TemplateBody is at most 51,200 bytes. */
export const TEMPLATE_LIMIT_BYTES = 51_200

/**
 * Writes JavaScript in ASCII: what is not becomes a \uXXXX escape, which means the same in strings and patterns.
 *
 * @param {string} code
 */
export const toAscii = (code) =>
  code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * Packs a CommonJS file into one that unpacks itself as it is loaded. In stack traces the code is called `name`; its
 * positions are those in the file that was packed.
 *
 * @param {string} code
 * @param {string} name
 */
export function packed(code, name) {
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY
  }
  const text = brotliCompressSync(code, { params }).toString('base64')
  return `// ${name}, packed by ChatAPP's build: a CloudFormation call takes ${TEMPLATE_LIMIT_BYTES} bytes. These lines unpack and run it.
const { brotliDecompressSync } = require('node:zlib')
const { compileFunction, constants } = require('node:vm')
const code = brotliDecompressSync(Buffer.from('${text}', 'base64')).toString()
const filename = require('node:path').join(__dirname, '${name}')
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
const unpacked = { exports: {} }
compileFunction(code, ['exports', 'require', 'module'], { filename, importModuleDynamically })(unpacked.exports, require, unpacked)
exports.handler = unpacked.exports.handler
`
}

/** What stands in a function that was deployed without its code. */
const NO_CODE =
  "exports.handler = async () => { throw new Error('The code is too large to stand in the template. Deploy with: chatapp deploy --code-bucket') }"

/**
 * Puts code into a template's one inline function, packed, and returns the template minified. Code that is too large
 * for that stays outside: it goes to the function by S3, and the template says so.
 *
 * @param {string} source
 * @param {string} code
 */
export function inlineCode(source, code) {
  const written = withCode(source, code, packed(code, 'message-processor.js'))
  return Buffer.byteLength(written) <= TEMPLATE_LIMIT_BYTES ? written : withCode(source, code, NO_CODE)
}

/** @param {string} source @param {string} code what the version is named after @param {string} inline what stands in it */
function withCode(source, code, inline) {
  const template = JSON.parse(source)
  const { MessageProcessor, MessageProcessorVersion } = template.Resources
  const [, , here] = MessageProcessor.Properties.Code['Fn::If']
  here.ZipFile = inline
  // AWS publishes a version when its description changes.
  const description = MessageProcessorVersion.Properties.Description
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12)
  description['Fn::Sub'] = description['Fn::Sub'].replace('code none', `code ${hash}`)
  template.Metadata.ChatAPP = { codeInline: inline !== NO_CODE }
  return JSON.stringify(template)
}
