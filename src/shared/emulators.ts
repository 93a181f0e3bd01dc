/** Emulators that are known by their answers; anything else that speaks SQS is an `SQS server`. */
export const emulatorProducts = [
  'moto',
  'MiniStack',
  'Floci',
  'LocalStack',
  'ElasticMQ',
  'GoAWS',
  'AWS Emulator',
  'SQS server'
] as const

export type EmulatorProduct = (typeof emulatorProducts)[number]
