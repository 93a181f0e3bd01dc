// Puts the MessageProcessor bundle into the CloudFormation template. The build calls it, see lambda/vite.config.ts.

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
 * Puts code into a template's one inline function and returns the template minified. Throws if it gets too large.
 *
 * @param {string} source
 * @param {string} code
 */
export function inlineCode(source, code) {
  /** @type {{ Resources: Record<string, { Type: string, Properties: Record<string, unknown> }> }} */
  const template = JSON.parse(source)
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')
  const [only] = functions
  if (!only || functions.length > 1) {
    throw new Error(`The template needs exactly one function; it has ${functions.length}.`)
  }
  only.Properties['Code'] = { ZipFile: code }
  const written = JSON.stringify(template)
  const size = Buffer.byteLength(written)
  if (size <= TEMPLATE_LIMIT_BYTES) return written
  throw new Error(
    `The template has ${size} bytes with the code in it; AWS takes ${TEMPLATE_LIMIT_BYTES}. Make a handler smaller.`
  )
}
