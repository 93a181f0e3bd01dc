import { expect, it } from 'vitest'
import { addHandlerEnvironment, readEnvironment } from './environment'

it('has a default for everything, so that a function made by hand works', () => {
  expect(readEnvironment({})).toEqual({
    maxReceiveCount: 5,
    sharedResponseQueue: 'ChatAPP-responses',
    endpoint: undefined
  })
})

it('reads what the template sets, and another endpoint', () => {
  const variables = {
    MAX_RECEIVE_COUNT: '3',
    SHARED_RESPONSE_QUEUE: 'ChatAPP-responses.fifo',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4566'
  }

  expect(readEnvironment(variables)).toEqual({
    maxReceiveCount: 3,
    sharedResponseQueue: 'ChatAPP-responses.fifo',
    endpoint: 'http://127.0.0.1:4566'
  })
})

it.each([
  [{ MAX_RECEIVE_COUNT: '0' }, 'MAX_RECEIVE_COUNT is "0"'],
  [{ MAX_RECEIVE_COUNT: '5x' }, 'MAX_RECEIVE_COUNT is "5x"'],
  [{ SHARED_RESPONSE_QUEUE: 'https://evil.example/q' }, 'SHARED_RESPONSE_QUEUE is "https://evil.example/q"']
])('refuses %j, naming the variable', (variables, message) => {
  expect(() => readEnvironment(variables)).toThrow(message)
})

it('gives handlers their environment, and takes nothing from what is there', () => {
  const variables = { AWS_REGION: 'eu-west-1', HANDLER_ENVIRONMENT: '{"MODEL_ID":"m","AWS_REGION":"mars"}' }
  addHandlerEnvironment(variables)

  expect(variables).toMatchObject({ MODEL_ID: 'm', AWS_REGION: 'eu-west-1' })
})

it.each(['[]', 'null', '{"a":1}', 'MODEL_ID=m'])(
  'refuses the handlers’ environment %j, naming the variable',
  (text) => {
    expect(() => addHandlerEnvironment({ HANDLER_ENVIRONMENT: text })).toThrow('HANDLER_ENVIRONMENT')
  }
)
