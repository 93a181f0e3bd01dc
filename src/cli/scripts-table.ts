import { Argument } from 'commander'
import { shells } from './completion/scripts'
import type { CommandTable } from './command-table'
import { ownCommand } from './own-command'

const shell = (): Argument => new Argument('<shell>', 'the shell').choices(shells)
const completion = () => import('./completion-command')

/** What is there for other programs. */
export const scriptsTable: CommandTable = ({ command, group, running }) => {
  command('mcp', 'Serve chats, queues and dead letters to an AI agent, by the Model Context Protocol.')
    .option('--read-only', 'offer no tool that sends')
    .addHelpText('after', registering)
    .action(running(async () => (await import('./mcp-command')).mcpCommand))
  group('completion', 'Print what a shell reads to complete commands, options, chats, backends and profiles.')
    .addArgument(shell())
    .addHelpText('after', installing)
    .action(running(async () => (await completion()).completionCommand))
  group('complete', 'For those scripts: what can stand at the cursor.', { hidden: true })
    .addArgument(shell())
    .argument('[words...]')
    .action(running(async () => (await completion()).completeCommand))
}

/** How clients are told of it, with this very program. */
function registering(): string {
  const [command, ...args] = [...ownCommand(), 'mcp']
  const server = JSON.stringify({ command, args })
  return `
It speaks on standard input and output; a client starts it. Agents read chats, queues and dead letters. They send only to
backends that you have unlocked ("chatapp backends set NAME --agents unlocked"), and you confirm each message where the
client can ask. docs/security.md says what an agent can do, and what it cannot.

To register it:
  Claude Code      claude mcp add chatapp -- ${[command, ...args].map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `"${word}"`)).join(' ')}
  Claude Desktop   claude_desktop_config.json: { "mcpServers": { "chatapp": ${server} } }
  Cursor           ~/.cursor/mcp.json:         { "mcpServers": { "chatapp": ${server} } }
  VS Code          .vscode/mcp.json:           { "servers": { "chatapp": ${server} } }`
}

const installing = `
bash        mkdir -p ~/.local/share/bash-completion/completions
            chatapp completion bash > ~/.local/share/bash-completion/completions/chatapp
            (without the package bash-completion: source that file in ~/.bashrc)
zsh         chatapp completion zsh > "\${fpath[1]}/_chatapp"   and begin a new shell; or: eval "$(chatapp completion zsh)" behind compinit
fish        chatapp completion fish > ~/.config/fish/completions/chatapp.fish
PowerShell  chatapp completion powershell | Out-String | Invoke-Expression   in $PROFILE`
