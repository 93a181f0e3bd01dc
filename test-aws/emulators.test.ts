import { expect, it } from 'vitest'
import { anApp, answered, connectionThat } from '../src/core/fakes/test-account'
import { aHome } from '../src/core/fakes/test-home'
import { temporaryFolder } from '../test/temporary-folder'
import { motoUrl, resetAccount } from './moto'

/** Name and address of each emulator that `npm run test:aws` could start, besides moto. */
const others = (process.env['CHATAPP_EMULATORS'] ?? '')
  .split(' ')
  .filter((one) => one !== '')
  .map((one) => one.split('=') as [string, string])

it.each([['moto', motoUrl], ...others])(
  '%s is recognised, gets its queues, and is answered by the processor here',
  async (product, endpoint) => {
    aHome()
    const app = await anApp(temporaryFolder())

    const config = await app.handlers['emulators.connect']({ endpoint })
    const { id } = await app.handlers['chat.send']({ text: '/echo emulated' })

    expect(config).toMatchObject({ product, processor: 'here', credentials: { type: 'dummy' } })
    expect(await answered(app, id, 40_000)).toEqual(['emulated'])
    expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'emulator' })
    const steps = await app.handlers['backends.check']({ id: config.id })
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([])
  }
)

it('gives an emulator that has forgotten everything its queues again, and what is sent then is answered', async () => {
  aHome()
  // Its first reply may find no queue yet: then it is asked again, here after seconds in the place of minutes.
  const app = await anApp(temporaryFolder(), { answerWithinMs: 5000 })
  await app.handlers['emulators.connect']({ endpoint: motoUrl })
  const before = await app.handlers['chat.send']({ text: '/echo before' })
  expect(await answered(app, before.id, 40_000)).toEqual(['before'])

  await resetAccount()
  const after = await app.handlers['chat.send']({ text: '/echo after' })

  expect(await answered(app, after.id, 50_000)).toEqual(['after'])
})
