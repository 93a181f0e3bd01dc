import type { CommandTable } from './command-table'
import { ownCommand } from './own-command'

/** What is there for other programs. */
export const scriptsTable: CommandTable = ({ command, running }) => {
  command('mcp', 'Serve chats, queues and dead letters to an AI agent, by the Model Context Protocol.')
    .option('--read-only', 'offer no tool that sends')
    .addHelpText('after', registering)
    .action(running(async () => (await import('./mcp-command')).mcpCommand))
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
