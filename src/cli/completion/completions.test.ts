import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, aRoomIn, aState, bob, roomId } from '../../../test/rooms'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createChatApp } from '../../core/app'
import { addCommands } from '../program'
import { completionsOf } from './completions'
import { argumentValues, optionValues } from './values'

/** The commands as the command line is parsed with them; none is run. */
function program(): Command {
  const all = new Command('chatapp')
  addCommands(all, () => async () => {})
  return all
}

const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)]

/** The names that are offered behind a line whose last word is not finished. */
async function offered(line: string): Promise<readonly string[] | string> {
  const words = line.split(' ')
  const found = await completionsOf(program(), words.slice(0, -1), words.at(-1) ?? '')
  return typeof found === 'string' ? found : found.map(({ name }) => name)
}

it('offers every command of the help, and none that is for programs', async () => {
  const help = program()
    .createHelp()
    .visibleCommands(program())
    .map((command) => command.name())

  expect(await offered('')).toEqual(help)
  expect(await offered('')).not.toContain('complete')
})

it('offers every option of every command that its help shows', async () => {
  for (const command of below(program()).filter(
    (one) => one.commands.length === 0 && one.name() !== 'complete'
  )) {
    const path: string[] = []
    for (let at: Command | null = command; at?.parent; at = at.parent) path.unshift(at.name())
    const flags = command
      .createHelp()
      .visibleOptions(command)
      .map(({ long }) => long)

    expect(await offered([...path, '--'].join(' '))).toEqual(flags)
  }
})

it('leaves out what was given, what that rules out, and options behind "--"', async () => {
  const options = await offered('send --json --new-chat --')

  expect(options).not.toContain('--json')
  expect(options).not.toContain('--new-chat')
  expect(options).toContain('--attribute')
  expect(await offered('logs --message 1 --')).toContain('--chat')
  expect(await offered('ledger --export --')).not.toContain('--json')
  expect(await offered('export -- --')).toEqual([])
})

it('offers the choices of an option behind a blank and behind "="', async () => {
  expect(await offered('export --format ')).toEqual(['jsonl', 'markdown', 'csv'])
  expect(await offered('export --format=m')).toEqual(['--format=jsonl', '--format=markdown', '--format=csv'])
  expect(await offered('logs --level ')).toEqual(['debug', 'info', 'warn', 'error'])
})

it('offers what a group does by itself beside what is below it', async () => {
  expect(await offered('dlq ')).toContain('purge')
  expect(await offered('dlq --')).toContain('--tray')
})

it('leaves files and folders to the shell', async () => {
  expect(await offered('import ')).toBe('files')
  expect(await offered('history --data-dir ')).toBe('folders')
})

it('offers the names of the profile that the line names, newest chats first, and leaves nothing there', async () => {
  const dataDir = temporaryFolder()
  for (const profile of ['work', 'home']) {
    const app = await createChatApp({ host: 'cli', version: '0', dataDir, profile, connect: false })
    await app.handlers['conversations.create']({ title: `at ${profile}` })
    await app.handlers['templates.save']({ name: `greet ${profile}`, text: 'hello' })
    await app.stop()
  }
  const files = readdirSync(dataDir, { recursive: true })

  expect(await offered(`history --data-dir ${dataDir} --profile `)).toEqual(['home', 'work'])
  expect(await offered(`export --profile work --data-dir ${dataDir} --chat `)).toEqual([
    'at work',
    'MessageProcessor'
  ])
  expect(await offered(`send --data-dir=${dataDir} --profile=home --template `)).toEqual(['greet home'])
  expect(await offered(`use --data-dir ${dataDir} --profile home `)).toEqual(['local'])
  expect(readdirSync(dataDir, { recursive: true })).toEqual(files)
})

it('offers the commands of rooms, rooms by their titles, and the others on the backend in use by their names', async () => {
  const dataDir = temporaryFolder()
  const profile = aProfile(join(dataDir, 'profiles', 'default'))
  profile.conversations.create('processor of no room', 1)
  for (const [of, title] of ['Kitchen', 'Tea', 'Tea', '--yes'].entries()) {
    const room = aRoomIn(profile, of)
    room.rooms.apply(room.id, { room: room.id, state: aState({ of, title, revision: 2 }) }, room.at)
  }
  const odd = { ...bob, id: 'local:odd', name: 'line\nbreak' }
  profile.rooms.greet({ me: ada.id, people: [ada, bob, odd], rooms: [] }, { now: 1, backendId: 'local' })
  const elsewhere = { me: 'AIDA', people: [{ ...bob, name: 'Zoe' }], rooms: [] }
  profile.rooms.greet(elsewhere, { now: 1, backendId: 'another' })
  const on = `--data-dir ${dataDir}`
  const rooms = [roomId(3), roomId(2), roomId(1), 'Kitchen']

  expect((await offered('rooms ')).toString()).toBe(
    'list,create,members,invite,invitations,revoke,leave,close,rename,topic,remove,promote,words,me,help'
  )
  expect(await offered(`send ${on} --room `)).toEqual(rooms)
  expect(await offered(`receive ${on} --room `)).toEqual(rooms)
  for (const act of ['members', 'invite', 'leave', 'rename', 'remove'])
    expect(await offered(`rooms ${act} ${on} `)).toEqual(rooms)
  expect(await offered(`send ${on} --to `)).toEqual(['Bob', 'local:odd'])
  expect(await offered(`rooms remove ${on} Kitchen `)).toEqual(['Bob', 'local:odd'])
  expect(await offered(`rooms create ${on} `)).toEqual([])
  expect(await offered('send --to Bob --')).not.toContain('--room')
})

it('offers what a window that has the profile open has just written', async () => {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'browser', version: '0', dataDir, connect: false })
  await app.handlers['conversations.create']({ title: 'fresh' })

  expect(await offered(`export --data-dir ${dataDir} --chat `)).toEqual(['fresh', 'MessageProcessor'])
  await app.stop()
})

it('offers nothing, and makes nothing, where there is no profile', async () => {
  expect(await offered(`export --data-dir ${temporaryFolder()}/none --chat `)).toEqual([])
  expect(await offered('export --profile ../.. --chat ')).toEqual([])
  expect(await offered('send --timeout ')).toEqual([])
  expect(await offered('no-such-command ')).toEqual([])
})

it('knows values of no option and no argument that has gone', () => {
  const all = below(program())
  const options = all.flatMap((command) => command.options.map(({ long }) => long))
  const names = all.flatMap((command) => command.registeredArguments.map((argument) => argument.name()))

  expect(Object.keys(optionValues).filter((flag) => !options.includes(flag))).toEqual([])
  expect(Object.keys(argumentValues).filter((name) => !names.some((one) => name.endsWith(one)))).toEqual([])
})
