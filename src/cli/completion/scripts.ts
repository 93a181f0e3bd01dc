/** The shells that the command line completes in. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** The first line of an answer where the shell itself knows what there is. */
export const FILES = ':files'
export const FOLDERS = ':folders'

/** How a POSIX shell and fish are given a word. */
const quoted = (word: string): string =>
  /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
const quotedForPowerShell = (word: string): string => `'${word.replaceAll("'", "''")}'`

/**
 * What a shell reads to complete `chatapp`: it asks the program itself at each key press, so that it knows no more and no
 * less than that. The program is named by its place, not by what the line begins with.
 */
export const scripts: Readonly<Record<Shell, (program: readonly string[]) => string>> = {
  bash: (program) => `# chatapp: completion for bash
_chatapp() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      ${FILES}) compopt -o default -o filenames ;;
      ${FOLDERS}) compopt -o dirnames -o filenames ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(${program.map(quoted).join(' ')} complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
}
complete -F _chatapp chatapp`,

  zsh: (program) => `#compdef chatapp
# chatapp: completion for zsh
_chatapp() {
  local line
  local -a values abouts
  # The last word tells only whether it is an option; what begins like it is zsh's to find.
  while IFS= read -r line; do
    case $line in
      ${FILES}) _files; return ;;
      ${FOLDERS}) _files -/; return ;;
    esac
    values+=("\${line%%$'\\t'*}")
    abouts+=("\${line/$'\\t'/  -- }")
  done < <(${program.map(quoted).join(' ')} complete zsh -- "\${(@Q)words[2,CURRENT-1]}" ":$PREFIX" 2>/dev/null </dev/null)
  compadd -l -d abouts -a -- values
}
if [[ $funcstack[1] == _chatapp ]]; then _chatapp "$@"; else compdef _chatapp chatapp; fi`,

  fish: (program) => `# chatapp: completion for fish
function __chatapp_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (${program.map(quoted).join(' ')} complete fish -- $words[2..-1] ":$current" 2>/dev/null </dev/null)
    switch "$found[1]"
        case '${FILES}'
            __fish_complete_path "$current"
        case '${FOLDERS}'
            __fish_complete_directories "$current"
        case '*'
            printf '%s\\n' $found
    end
end
complete -c chatapp -f -a '(__chatapp_complete)'`,

  powershell: (program) => `# chatapp: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName chatapp -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $start = $wordToComplete.TrimStart("'", '"')
    & ${program.map(quotedForPowerShell).join(' ')} complete powershell -- @words ":$start" 2>$null | ForEach-Object {
        $value, $about = $_ -split "\`t", 2
        if ($value -eq '${FILES}' -or $value -eq '${FOLDERS}') { return }
        if (-not $value.StartsWith($start, [System.StringComparison]::Ordinal)) { return }
        $text = if ($value -match '^[\\w./:=@%+-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
        $tip = if ($about) { $about } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $tip)
    }
}`
}
