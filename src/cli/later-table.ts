import { below, type CommandTable } from './command-table'
import { atOption, attributesOption, inOption } from './options'

const later = () => import('./later-commands')

/** Messages that are sent later, and templates. */
export const laterTable: CommandTable = ({ group, running }) => {
  const scheduled = group('scheduled', 'List messages that wait to be sent, change or cancel them.')
  below(scheduled, 'list', 'Print them, the next one first.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await later()).scheduledCommand))
  below(scheduled, 'edit', 'Change what is sent, or when.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--text <text>', 'what to send')
    .addOption(atOption().conflicts(['in', 'now']))
    .addOption(inOption().conflicts('now'))
    .option('--now', 'send it now')
    .addOption(attributesOption())
    .option('--json', 'print it as one JSON object')
    .action(running(async () => (await later()).editScheduledCommand))
  below(scheduled, 'cancel', 'Do not send it.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--json', 'print one JSON object')
    .action(running(async () => (await later()).cancelScheduledCommand))
  const templates = group('templates', 'List templates for "send --template", save or delete them.')
  below(templates, 'list', 'Print them by name.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await later()).templatesCommand))
  below(templates, 'save', 'Keep a text under a name; {{name}} in it is asked for at its use.')
    .argument('<name>')
    .argument('<text>')
    .addOption(attributesOption())
    .action(running(async () => (await later()).saveTemplateCommand))
  below(templates, 'delete', 'Delete one.')
    .argument('<name>')
    .action(running(async () => (await later()).deleteTemplateCommand))
}
