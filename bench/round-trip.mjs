// Send to reply as the user sees it, one message at a time: through the outbox, SQS, MessageProcessor and the store.
import { inEmptyHome, percentile, report, sendAndWait, startApp } from './running-app.mjs'

const [warmUp, counted] = [100, 500]
await inEmptyHome(async (home) => {
  const app = await startApp(home)
  /** @type {number[]} */
  const times = []
  for (let n = 0; n < warmUp + counted; n++) {
    const { roundTripMs } = await sendAndWait(app, `/echo ${n}`)
    if (n >= warmUp) times.push(roundTripMs)
  }
  await app.stop()
  report(`round trip, ${counted} messages one at a time, p50`, `${percentile(times, 0.5)} ms`, '≤ 10 ms')
  report('round trip, p99', `${percentile(times, 0.99)} ms`, '')
})
