import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import type { AwsBackendConfig } from '../../shared/backend-config'
import { createCloudWatchClient, createCloudWatchLogsClient } from '../backends/aws-clients'
import { aJsonService, type JsonAnswer } from '../fakes/fake-json-service'
import { silentLog } from '../../../test/fakes'
import { localNames } from '../backends/backend-names'
import { EmbeddedBackend } from '../backends/embedded-backend'
import { anAwsBackend as aws, countOf, monitoringOn } from '../fakes/test-monitoring'
import { stackRequests } from '../monitoring/cloud-watch'
import { queueAges, queueSeries } from '../monitoring/queue-metrics'
import { createMonitoringHandlers } from './monitoring'

const now = Date.parse('2026-11-23T12:00:00Z')

const saying = (detail: RegExp) => ({ detail: expect.stringMatching(detail), said: expect.any(Array) })

async function setup(
  answer: (operation: string, input: Record<string, unknown>) => JsonAnswer = () => ({}),
  backend: AwsBackendConfig = aws
) {
  const service = await aJsonService(answer)
  const handlers = monitoringOn(
    {
      backend,
      cloudWatch: () => createCloudWatchClient(service.config),
      cloudWatchLogs: () => createCloudWatchLogsClient(service.config),
      now: () => now
    },
    12_500
  )
  return { ...service, ...handlers }
}

/** The same calls on the local backend, which is not even started for them. */
function onLocalBackend() {
  const folder = temporaryFolder()
  const backend = new EmbeddedBackend({ folder, names: localNames, log: silentLog, warn: () => {} })
  return createMonitoringHandlers({ backend: () => backend, requests: countOf(12_500) })
}

describe('monitoring', () => {
  it('draws each metric from all pages of the answer', async () => {
    const at = now / 1000
    const { calls, ...handlers } = await setup((_operation, { NextToken }) =>
      NextToken === undefined
        ? {
            MetricDataResults: [
              { Id: 'errors', Timestamps: [at - 120], Values: [1] },
              { Id: 'oldest_age_seconds', Timestamps: [at - 60], Values: [4.5] }
            ],
            NextToken: 'more'
          }
        : { MetricDataResults: [{ Id: 'errors', Timestamps: [at - 60], Values: [2] }] }
    )

    const { series, missing } = await handlers['monitoring.get']({ hours: 6 })

    expect(Object.fromEntries(series.map(({ name, points }) => [name, points]))).toEqual({
      'oldest-age-seconds': [{ at: now - 60_000, value: 4.5 }],
      'dlq-depth': [],
      invocations: [],
      errors: [
        { at: now - 120_000, value: 1 },
        { at: now - 60_000, value: 2 }
      ],
      throttles: [],
      'duration-ms': []
    })
    expect(missing).toEqual([])
    expect(calls[0]?.input).toMatchObject({
      StartTime: at - 6 * 3600,
      EndTime: at,
      ScanBy: 'TimestampAscending'
    })
    expect(JSON.stringify(calls[0]?.input['MetricDataQueries'])).toContain(
      '"Dimensions":[{"Name":"QueueName","Value":"ChatAPP"}]},"Period":120'
    )
  })

  it('says which permission is missing and how to get it, and shows the rest', async () => {
    const handlers = await setup(() => ({ error: 'AccessDeniedException', status: 400 }))

    expect(await handlers['monitoring.get']({ hours: 3 })).toEqual({
      series: [],
      dashboardUrl:
        'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards:name=ChatAPP-eu-central-1',
      cost: {
        month: '2026-11',
        requests: 12_500,
        freeTierShare: 0.0125,
        dollars: 0.01,
        text: expect.stringMatching(/^12,500 requests to SQS this month, 1\.3 % of the million/),
        said: expect.any(Array)
      },
      missing: [saying(/cloudwatch:GetMetricData is missing.*ClientPolicyArn/)]
    })
  })

  it.each([
    ['throttling', { error: 'ThrottlingException' }, /slow down/],
    ['a web page in place of CloudWatch', { html: '<html></html>' }, /web page/],
    ['expired credentials', { error: 'ExpiredTokenException' }, /Sign in again/]
  ])('never fails: %s stands among what is missing', async (_what, answer, text) => {
    const handlers = await setup(() => answer)

    const { missing, series } = await handlers['monitoring.get']({ hours: 3 })

    expect({ missing, series }).toEqual({ missing: [saying(text)], series: [] })
  })

  it('has no dashboard for a backend that was set up by hand', async () => {
    const handlers = await setup(() => ({ MetricDataResults: [] }), { ...aws, stackName: null })

    const { dashboardUrl, missing } = await handlers['monitoring.get']({ hours: 3 })

    expect({ dashboardUrl, missing }).toEqual({
      dashboardUrl: null,
      missing: [saying(/set up by hand/)]
    })
  })

  it('counts the requests of the whole stack where CloudWatch tells them, and says what is ours', async () => {
    const service = await aJsonService(() => ({ MetricDataResults: [] }))
    const deps = {
      backend: aws,
      cloudWatch: () => createCloudWatchClient(service.config),
      cloudWatchLogs: () => createCloudWatchLogsClient(service.config)
    }

    const { cost } = await monitoringOn(deps, 12_500, 1_250_000)['monitoring.get']({ hours: 3 })

    expect(cost).toMatchObject({ requests: 1_250_000, freeTierShare: 1.25 })
    expect(cost.text).toMatch(
      /^1,250,000 requests .* or \$0\.50 without it.*whole stack.*this one with 12,500/
    )
  })

  it('says what comes on top where only this profile can be counted', async () => {
    const { cost } = await (await setup())['monitoring.get']({ hours: 3 })

    expect(cost.text).toMatch(/this profile only.*259,200 a month on an idle.*648,000 with a limit/)
  })

  it('is honest about the local backend: no metrics, no cost, no call', async () => {
    const handlers = onLocalBackend()

    const { missing, cost } = await handlers['monitoring.get']({ hours: 3 })

    expect(missing).toEqual([saying(/no CloudWatch/)])
    expect(cost.text).toBe('The local backend costs nothing.')
  })
})

/** What CloudWatch's answer makes of the requests of the stack, and what it was asked. */
async function countedBy(answer: () => JsonAnswer) {
  const { config, calls } = await aJsonService(answer)
  const clients = {
    cloudWatch: () => createCloudWatchClient(config),
    cloudWatchLogs: () => createCloudWatchLogsClient(config)
  }
  const requests = await stackRequests({ backend: aws, ...clients, now: () => now }, Date.UTC(2026, 10))
  return { requests, input: calls[0]?.input }
}

describe('the requests of a stack', () => {
  it('are summed over its queues, and those of every installation, since the month began', async () => {
    const { requests, input } = await countedBy(() => ({
      MetricDataResults: [
        { Id: 'q0_0', Timestamps: [now / 1000], Values: [250_000, 9000] },
        { Id: 'r0', Timestamps: [now / 1000], Values: [1000] }
      ]
    }))

    expect(requests).toBe(260_000)
    expect(input).toMatchObject({ StartTime: Date.UTC(2026, 10) / 1000, EndTime: now / 1000 })
    expect(JSON.stringify(input)).toContain(
      String.raw`SUM(SEARCH('{AWS/SQS,QueueName} MetricName=\"NumberOfEmptyReceives\" ChatAPP responses', 'Sum', 86400))`
    )
  })

  it('are not known where metrics may not be read', async () => {
    const { requests } = await countedBy(() => ({ error: 'AccessDeniedException', status: 400 }))

    expect(requests).toBeNull()
  })
})

describe('the alarms of a stack', () => {
  it('come with their state, since when, and why; those that ring first', async () => {
    const { calls, ...handlers } = await setup(() => ({
      MetricAlarms: [
        {
          AlarmName: 'ChatAPP-slow',
          StateValue: 'OK',
          StateReason: 'fine',
          AlarmDescription: 'The function is slow.',
          StateTransitionedTimestamp: now / 1000 - 60
        },
        { AlarmName: 'ChatAPP-throttles', StateValue: 'INSUFFICIENT_DATA' },
        {
          AlarmName: 'ChatAPP-errors',
          StateValue: 'ALARM',
          StateReason: 'Threshold crossed',
          AlarmDescription: 'MessageProcessor crashed.',
          StateUpdatedTimestamp: now / 1000
        }
      ]
    }))

    const { alarms, missing } = await handlers['monitoring.alarms']()

    expect(missing).toEqual([])
    expect(alarms.map(({ name, state, since }) => [name, state, since])).toEqual([
      ['ChatAPP-errors', 'alarm', now],
      ['ChatAPP-throttles', 'unknown', null],
      ['ChatAPP-slow', 'ok', now - 60_000]
    ])
    expect(alarms[0]).toMatchObject({
      reason: 'Threshold crossed',
      description: 'MessageProcessor crashed.',
      url: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/ChatAPP-errors'
    })
    expect(calls.map(({ operation }) => operation)).toEqual(['DescribeAlarms'])
    expect(calls[0]?.input['AlarmNames']).toContain('ChatAPP-dead-letters')
  })

  it.each([
    [
      'which permission is missing',
      { error: 'AccessDeniedException' },
      /DescribeAlarms is missing.*ClientPolicyArn/
    ],
    ['that there are none', { MetricAlarms: [] }, /No alarms watch ChatAPP/],
    ['what else went wrong', { error: 'ThrottlingException' }, /The alarms could not be read/]
  ])('say %s', async (_, answer, words) => {
    const handlers = await setup(() => answer)

    expect(await handlers['monitoring.alarms']()).toEqual({ alarms: [], missing: [saying(words)] })
  })

  it('are none on the local backend, which says so', async () => {
    expect(await onLocalBackend()['monitoring.alarms']()).toEqual({
      alarms: [],
      missing: [saying(/local backend has no alarms/)]
    })
  })
})

/** A CloudWatch of the test's own. */
const depsOf = async (answer: (operation: string, input: Record<string, unknown>) => JsonAnswer) => {
  const service = await aJsonService(answer)
  const clients = {
    cloudWatch: () => createCloudWatchClient(service.config),
    cloudWatchLogs: () => createCloudWatchLogsClient(service.config)
  }
  return { ...service, deps: { backend: aws, ...clients, now: () => now } }
}

describe('a queue over time, as CloudWatch saw it', () => {
  it('is read by the minute, or by the step of a longer span', async () => {
    const { calls, deps } = await depsOf(() => ({
      MetricDataResults: [
        { Id: 'visible', Timestamps: [now / 1000 - 60], Values: [7] },
        { Id: 'oldestMs', Timestamps: [now / 1000 - 60], Values: [1.5] }
      ]
    }))

    const series = await queueSeries(deps, 'ChatAPP-dlq', '15m')
    await queueSeries(deps, 'ChatAPP-dlq', '3d')

    expect(series).toMatchObject({
      periodMs: 60_000,
      visible: new Map([[now - 60_000, 7]]),
      oldestMs: new Map([[now - 60_000, 1500]]),
      delayed: new Map(),
      missing: []
    })
    expect(calls.map(({ input }) => JSON.stringify(input).match(/"Period":\d+/g)?.[0])).toEqual([
      '"Period":60',
      '"Period":1800'
    ])
  })

  it('says which permission is missing', async () => {
    const { deps } = await depsOf(() => ({ error: 'AccessDeniedException' }))

    expect((await queueSeries(deps, 'ChatAPP', '3h')).missing).toEqual([saying(/GetMetricData is missing/)])
    expect(await queueAges(deps, ['ChatAPP'])).toEqual(new Map())
  })

  it('tells the age of each queue’s oldest message, the newest that it knows; of an empty queue none', async () => {
    const { deps } = await depsOf(() => ({
      MetricDataResults: [
        { Id: 'q0', Timestamps: [now / 1000 - 120, now / 1000 - 60], Values: [10, 70] },
        { Id: 'q1', Timestamps: [now / 1000 - 60], Values: [0] }
      ]
    }))

    expect(await queueAges(deps, ['A', 'B', 'C'])).toEqual(new Map([['A', 70_000]]))
  })
})
