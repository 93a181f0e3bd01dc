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

/** @param {number} value of 91 */
function digit(value) {
  const code = value + 33 + Number(value > 0) + Number(value > 4)
  return String.fromCharCode(code < 92 ? code : code + 1)
}

/**
 * Writes bytes in the 91 printable characters of ASCII that neither a JavaScript nor a JSON string escapes: 13 bits in two
 * of them, where base64 has 12.
 *
 * @param {Buffer} bytes
 */
function inPrintable(bytes) {
  let text = ''
  let rest = 0
  let bits = 0
  for (const byte of [...bytes, 0, 0]) {
    rest |= byte << bits
    bits += 8
    if (bits < 13) continue
    const value = rest & 8191
    text += digit(value % 91) + digit(Math.floor(value / 91))
    rest >>= 13
    bits -= 13
  }
  return text
}

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
  const bytes = brotliCompressSync(code, { params })
  return `// ${name}, packed by ChatAPP's build: a CloudFormation call takes ${TEMPLATE_LIMIT_BYTES} bytes.
const { compileFunction, constants } = require('node:vm')
const text = Buffer.from('${inPrintable(bytes)}')
const bytes = Buffer.alloc(${bytes.length})
const digit = (code) => code - 33 - (code > 34) - (code > 39) - (code > 92)
for (let at = 0, to = 0, rest = 0, bits = 0; at < text.length; at += 2)
for (rest |= (digit(text[at]) + 91 * digit(text[at + 1])) << bits, bits += 13; bits > 7; bits -= 8, rest >>= 8) bytes[to++] = rest
const code = String(require('node:zlib').brotliDecompressSync(bytes))
const filename = __dirname + '/${name}'
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
compileFunction(code, ['exports', 'require', 'module'], { filename, importModuleDynamically })(exports, require, module)
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
