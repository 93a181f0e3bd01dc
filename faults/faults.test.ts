import { expect, it } from 'vitest'
import { killBackend, killHost } from './crash-runs'
import { runFault } from './fault-runs'
import { killDesk } from './letter-runs'
import { killBoundChat } from './pair-runs'
import { olderBesideNewer, startTogether } from './opening'

// The short form of "npm run faults", side by side: the built app, real processes, real kills.

const nothingWrong = { lost: 0, twice: 0, stuck: 0 }

it.concurrent('keeps every message while its host is killed again and again', async () => {
  expect(await killHost({ kills: 3, messages: 60 })).toMatchObject({ ...nothingWrong, failed: 0 })
}, 60_000)

it.concurrent('keeps every message while the backend is killed again and again', async () => {
  expect(await killBackend({ kills: 2, messages: 60 })).toMatchObject({ ...nothingWrong, failed: 0 })
}, 60_000)

it.concurrent('shows each reply once and misses none while messages are doubled, lost and shuffled', async () => {
  const faults = { duplicate: 0.3, drop: 0.1, reorder: 1 }
  const verdict = await runFault({ name: 'test', faults, answerWithinMs: 1500 }, 40)

  expect(verdict).toMatchObject({ ...nothingWrong, messages: 40 })
}, 60_000)

it.concurrent('sends each dead letter again once, as it was edited, while the desk is killed again and again', async () => {
  expect(await killDesk({ kills: 3, messages: 60 })).toMatchObject({ ...nothingWrong, messages: 60 })
}, 120_000)

it.concurrent('talks to a function of somebody else, once and for all, while its host is killed again and again', async () => {
  expect(await killBoundChat({ kills: 3, messages: 30 })).toMatchObject({ ...nothingWrong, failed: 0 })
}, 120_000)

it.concurrent('answers every one of the processes that start together in a new data folder', async () => {
  expect(await startTogether(5)).toMatchObject({ ...nothingWrong, messages: 5 })
}, 60_000)

it.concurrent('moves no database of a running host for a command line of an older version', async () => {
  expect(await olderBesideNewer(4)).toMatchObject({ ...nothingWrong, messages: 8 })
}, 60_000)
