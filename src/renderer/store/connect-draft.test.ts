import { expect, it } from 'vitest'
import { aProfile } from '../test/fake-aws'
import { backendOf, changeDraft, emptyDraft, missingIn, planOf } from './connect-draft'

const profiles = [
  aProfile({ name: 'work', region: 'eu-central-1' }),
  aProfile({ name: 'home', region: 'us-east-1' })
]

it('takes the region out of a queue URL that is pasted, in every form AWS has', () => {
  const urls = {
    'https://sqs.eu-west-3.amazonaws.com/123456789012/ChatAPP': 'eu-west-3',
    'https://ap-south-1.queue.amazonaws.com/123456789012/ChatAPP': 'ap-south-1',
    'https://queue.amazonaws.com/123456789012/ChatAPP': 'us-east-1',
    'https://sqs.us-west-2.api.aws/123456789012/ChatAPP': 'us-west-2',
    'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/ChatAPP': 'cn-north-1'
  }
  for (const [requestQueue, region] of Object.entries(urls))
    expect(changeDraft({ ...emptyDraft, region: 'sa-east-1' }, { requestQueue }, []).region).toBe(region)
})

it('leaves the region alone for a name and for a server that only looks like SQS', () => {
  for (const requestQueue of [
    'ChatAPP',
    'https://sqs.eu-west-3.amazonaws.com.example.org/1/ChatAPP',
    'http://['
  ])
    expect(changeDraft({ ...emptyDraft, region: 'sa-east-1' }, { requestQueue }, []).region).toBe('sa-east-1')
})

it('follows the region of the profile until another one is typed', () => {
  const work = changeDraft(emptyDraft, { profile: 'work' }, profiles)
  const home = changeDraft(work, { profile: 'home' }, profiles)
  const typed = changeDraft(
    changeDraft(home, { region: 'eu-north-1' }, profiles),
    { profile: 'work' },
    profiles
  )

  expect([work.region, home.region, typed.region]).toEqual(['eu-central-1', 'us-east-1', 'eu-north-1'])
})

it('names what is missing for each door', () => {
  expect([...missingIn(emptyDraft).keys()]).toEqual(['profile', 'region'])
  expect([...missingIn({ ...emptyDraft, source: 'keys', door: 'by-hand' }).keys()]).toEqual([
    'region',
    'requestQueue'
  ])
})

it('leaves out what was not typed, so that defaults and the values of a stack stay', () => {
  const draft = { ...emptyDraft, profile: 'work', region: 'eu-central-1', maximumConcurrency: '20' }

  expect(planOf(draft)).toEqual({
    region: 'eu-central-1',
    credentials: { type: 'profile', profile: 'work' },
    options: { stackName: 'ChatAPP', maximumConcurrency: 20 }
  })
  expect(planOf({ ...draft, noAlarmEmail: true }).options).toEqual({
    stackName: 'ChatAPP',
    maximumConcurrency: 20,
    alarmEmail: ''
  })
})

it('calls a backend without a name by its queue and region', () => {
  const draft = {
    ...emptyDraft,
    region: 'eu-central-1',
    requestQueue: ' https://sqs.eu-central-1.amazonaws.com/1/Mine '
  }

  expect(backendOf(draft, { id: 'x', stackName: null })).toMatchObject({
    name: 'Mine, eu-central-1',
    requestQueue: 'https://sqs.eu-central-1.amazonaws.com/1/Mine',
    endpoint: null
  })
})
