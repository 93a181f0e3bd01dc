import { z } from 'zod'
import { faultsSchema, type Faults } from '../../shared/contract'
import { ChatError } from '../../shared/errors'

/**
 * Reads faults as `CHATAPP_FAULTS`, or another place (`given`), writes them, such as `duplicate=0.2,drop=0.05,offline=true`.
 *
 * An empty text means none. Throws `invalid_input`, naming the part that is wrong and what may stand there.
 */
export function faultsFromText(text: string, given = 'CHATAPP_FAULTS'): Faults {
  const refused = (detail: string): ChatError =>
    new ChatError('faults.invalid', { given, detail, known: Object.keys(faultsSchema.shape).join(', ') })
  const named = new Map<string, number | boolean>()
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '' && named.size === 0 && text.trim() === '') break
    const [, name = '', value = ''] = /^([a-zA-Z]+)=(\d+(?:\.\d+)?|true|false)$/.exec(part) ?? []
    if (name === '') throw refused(`"${part}" is not a name, "=" and a number, true or false.`)
    if (named.has(name)) throw refused(`${name} is given twice.`)
    named.set(name, value === 'true' || (value !== 'false' && Number(value)))
  }
  const parsed = faultsSchema.safeParse(Object.fromEntries(named))
  if (parsed.success) return parsed.data
  throw refused(z.prettifyError(parsed.error))
}
