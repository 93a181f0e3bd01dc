// From `npm start` to the ready line, and from there to the first reply; the median of several starts.
import { inEmptyHome, percentile, report, sendAndWait, startApp } from './running-app.mjs'

const starts = 7
/** @type {number[]} */
const ready = []
/** @type {number[]} */
const firstReply = []
for (let n = 0; n < starts; n++) {
  await inEmptyHome(async (home) => {
    const app = await startApp(home)
    const startedAt = performance.now()
    await sendAndWait(app, 'hello')
    firstReply.push(performance.now() - startedAt)
    ready.push(app.readyMs)
    await app.stop()
  })
}
report(
  `npm start to the ready line, ${starts} starts, median`,
  `${percentile(ready, 0.5).toFixed(0)} ms`,
  '≤ 1,500 ms'
)
report('ready line to the first reply, median', `${percentile(firstReply, 0.5).toFixed(0)} ms`, '≤ 1,000 ms')
