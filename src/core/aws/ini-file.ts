import { ChatError } from '../../shared/errors'

/** One section of an AWS configuration file: its header as it stands, and its values. */
export interface IniSection {
  readonly header: string
  readonly line: number
  readonly values: ReadonlyMap<string, string>
}

/**
 * Reads a shared AWS configuration file strictly.
 *
 * Throws `invalid_input` with file and line for what is neither a section, a setting, a comment nor an indented part
 * of a setting. A line is never quoted: it may hold a key.
 */
export function parseIniFile(text: string, file: string): IniSection[] {
  const sections: { header: string; line: number; values: Map<string, string> }[] = []
  let setting: string | null = null
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trimEnd()
    const at = index + 1
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue
    const current = sections.at(-1)
    if (line.startsWith('[')) {
      sections.push({ header: header(line, file, at), line: at, values: new Map() })
      setting = null
    } else if (!current) {
      throw bad(file, at, 'a setting stands before the first [section]. Put "[default]" above it')
    } else if (/^\s/.test(line)) {
      if (setting === null)
        throw bad(file, at, 'an indented line follows no setting. Remove the spaces before it')
    } else {
      setting = settingOf(line, current.values, file, at)
    }
  }
  return sections
}

function header(line: string, file: string, at: number): string {
  const name = /^\[([^[\]]+)\]\s*(?:[#;].*)?$/.exec(line)?.[1]?.trim()
  if (!name) throw bad(file, at, 'a section’s header is not closed, or empty. Write it as "[name]"')
  return name.replaceAll(/\s+/g, ' ')
}

function settingOf(line: string, values: Map<string, string>, file: string, at: number): string {
  const equals = line.indexOf('=')
  const name = line.slice(0, equals).trim().toLowerCase()
  if (equals < 1 || !/^[\w.-]+$/.test(name)) {
    throw bad(file, at, 'this is neither "name = value" nor a [section]. Correct or remove the line')
  }
  values.set(
    name,
    line
      .slice(equals + 1)
      .replace(/\s[#;].*$/, '')
      .trim()
  )
  return name
}

const bad = (file: string, line: number, reason: string): ChatError =>
  new ChatError('invalid_input', `${file}, line ${line}: ${reason}.`)
