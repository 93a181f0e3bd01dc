import { InvalidArgumentError, Option, type Command } from 'commander'
import { logLevels, type LogLevel } from '../shared/log-levels'
import { attributeTypes, type AttributeType, type OwnAttribute } from '../shared/own-attributes'
import { lengthOf, momentOf } from './moment'

/** Options that each command has. */
export const withProfile = (command: Command): Command =>
  command
    .option('--profile <name>', 'profile to use (default: "default")')
    .option('--data-dir <folder>', 'where all data stands (default: $CHATAPP_HOME, else the system’s place)')

/** Where a command works in the place of where its backend says. */
export const withPlace = (command: Command): Command =>
  command
    .option('--region <region>', 'region in the place of the backend’s')
    .option('--aws-profile <name>', 'AWS profile to take credentials from, in the place of the backend’s')
    .option('--endpoint-url <url>', 'server to ask, in the place of the backend’s')

/** When a message is sent. */
export const atOption = (): Option =>
  new Option('--at <time>', 'when to send it: 17:30, "2026-12-24 17:30"').argParser((value) =>
    momentOf(value, Date.now())
  )

/** How long it waits before. */
export const inOption = (): Option =>
  new Option('--in <time>', 'how long to wait: 90s, 10m, 1h30m (up to 15m at SQS, longer here)').argParser(
    lengthOf
  )

/** Message attributes, one each time. */
export const attributesOption = (): Option =>
  new Option(
    '--attribute <Name=Value>',
    'an SQS attribute for it; Name:Number=12, Name:Binary=base64'
  ).argParser(addAttribute)

/** How long a command waits. */
export const timeoutOption = (): Option =>
  new Option('--timeout <seconds>', 'how long to wait for a reply').argParser((value) => {
    const seconds = Number(value)
    if (!Number.isFinite(seconds) || seconds <= 0)
      throw new InvalidArgumentError('Use a number of seconds above 0.')
    return seconds
  })

/** How grave a line of a log is at least. */
export function logLevel(value: string): LogLevel {
  const level = logLevels.find((one) => one === value.toUpperCase())
  if (!level) throw new InvalidArgumentError(`Use one of ${logLevels.join(', ').toLowerCase()}.`)
  return level
}

/** A whole number from 1 up. */
export function positiveInteger(value: string): number {
  const number = wholeNumber(value)
  if (number < 1) throw new InvalidArgumentError('Use a whole number from 1 up.')
  return number
}

/** A whole number from 0 up. */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('Use a whole number.')
  return Number(value)
}

/** A whole number within bounds. */
export const between =
  (least: number, most: number) =>
  (value: string): number => {
    const number = wholeNumber(value)
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`)
  }

/** Adds a message attribute, `Name=Value` or `Name:Type=Value`, to those given before it. */
function addAttribute(value: string, before: readonly OwnAttribute[] = []): OwnAttribute[] {
  const [, name = '', type = 'String', text = ''] = /^([^:=]+)(?::([^=]*))?=(.*)$/s.exec(value) ?? []
  if (name === '' || !isType(type))
    throw new InvalidArgumentError(
      `Write it as Name=Value or Name:Type=Value; a type is ${attributeTypes.join(', ')}.`
    )
  return [...before, { name, type, value: text }]
}

const isType = (type: string): type is AttributeType => attributeTypes.some((one) => one === type)

/** Adds what a field of a template stands for, `name=value`, to those given before it. */
export function addField(
  value: string,
  before: Readonly<Record<string, string>> = {}
): Record<string, string> {
  const at = value.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.')
  return { ...before, [value.slice(0, at).trim()]: value.slice(at + 1) }
}

/** An option that is given several times, as a list. */
export const listed = (value: string, before: string[] = []): string[] => [...before, value]

/** An option that is given several times, each a name and a value. */
export function pairs(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write a name, "=" and a value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
