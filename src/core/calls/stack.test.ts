import { expect, it } from 'vitest'
import type { CredentialPrompt } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import type { AwsIdentity } from '../credentials/profile-identity'
import { patientCredentials } from './stack'

const identity: AwsIdentity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
const refusal = ChatError.of('credentials', 'Sign in to go on.')

/** A broker that gives these answers in turn, and a question that stands open or not. */
function setup(answers: (AwsIdentity | ChatError)[], asked: boolean) {
  const listeners = new Set<(backendId: string) => void>()
  const provide = async (): Promise<AwsIdentity> => {
    const answer = answers.shift() ?? refusal
    if (answer instanceof ChatError) throw answer
    return answer
  }
  const provider = patientCredentials(
    {
      broker: {
        provider: () => Object.assign(provide, { memoized: true as const }),
        onReady: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        }
      },
      prompts: { list: () => (asked ? [{ backendId: 'aws-1' } as CredentialPrompt] : []) }
    },
    { type: 'environment' },
    { region: 'eu-central-1', backendId: 'aws-1' }
  )
  return { provider, listeners, settle: (id: string) => listeners.forEach((listener) => listener(id)) }
}

it('waits while a question stands open, and goes on with its answer', async () => {
  const { provider, listeners, settle } = setup([refusal, identity], true)

  const waiting = provider()
  await Promise.resolve()
  settle('another')
  settle('aws-1')

  expect(await waiting).toEqual(identity)
  expect(listeners.size).toBe(0)
})

it('fails at once where nothing is asked, and after a question that was declined', async () => {
  const unasked = setup([refusal], false)
  await expect(unasked.provider()).rejects.toBe(refusal)

  const declined = setup([refusal, refusal], true)
  const waiting = declined.provider()
  declined.settle('aws-1')
  await expect(waiting).rejects.toBe(refusal)
  expect(declined.listeners.size).toBe(0)
})
