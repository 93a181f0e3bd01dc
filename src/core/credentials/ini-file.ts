import type { SaidKey } from '../../shared/said'

/** One section of an AWS configuration file: its header as it stands, and its values; a nested one is `services.key`. */
export interface IniSection {
  readonly header: string
  readonly line: number
  readonly values: ReadonlyMap<string, string>
}

/** A line that is neither a section, a setting nor a comment. It is never quoted: it may hold a key. */
export interface IniFault {
  readonly line: number
  readonly reason: SaidKey
  /** Header of the section that it stands in; null where that cannot be told. */
  readonly header: string | null
}

export interface IniFile {
  readonly sections: readonly IniSection[]
  readonly faults: readonly IniFault[]
}

/** Where the reader stands: the section, and the setting whose nested settings may follow. */
interface Place {
  header: string | null
  values: Map<string, string> | null
  parent: { name: string; indent: number } | null
}

/**
 * Reads a shared AWS configuration file as boto3 and the SDK do: indented, with `=` or `:`, with any line ends.
 *
 * A fault spoils its own line, and a broken header the settings below it; everything else is read. Never throws.
 */
export function parseIniFile(text: string): IniFile {
  const sections: { header: string; line: number; values: Map<string, string> }[] = []
  const faults: IniFault[] = []
  const place: Place = { header: null, values: null, parent: null }
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const content = raw.replace(/(^|\s)[#;].*$/, '').trim()
    const line = index + 1
    if (content === '') continue
    if (content.startsWith('[')) {
      const header = headerOf(content)
      place.header = header
      place.values = header === null ? null : new Map()
      place.parent = null
      if (header !== null && place.values) sections.push({ header, line, values: place.values })
      else faults.push({ line, header, reason: 'profile.header_broken' })
      continue
    }
    const reason = readSetting(content, raw.search(/\S/), place)
    if (reason !== null) faults.push({ line, header: place.header, reason })
  }
  return { sections, faults }
}

/** Adds a setting to the section, or below the setting that it is nested in; says what is wrong with it otherwise. */
function readSetting(content: string, indent: number, place: Place): SaidKey | null {
  if (!place.values) return 'profile.no_section'
  const at = content.search(/[=:]/)
  const name = content.slice(0, at).trim().toLowerCase()
  if (at < 1 || name === '') return 'profile.no_setting'
  const value = content.slice(at + 1).trim()
  if (place.parent && indent > place.parent.indent) {
    place.values.set(`${place.parent.name}.${name}`, value)
    return null
  }
  place.parent = value === '' ? { name, indent } : null
  place.values.set(name, value)
  return null
}

function headerOf(content: string): string | null {
  const name = /^\[(.*)\]/.exec(content)?.[1]?.trim()
  return name ? name.replaceAll(/\s+/g, ' ') : null
}
