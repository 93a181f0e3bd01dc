import { expect, it } from 'vitest'
import { regionSchema } from './backend-config'

it.each(['eu-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'ap-southeast-7'])(
  'takes the region %s',
  (region) => expect(regionSchema.safeParse(region).success).toBe(true)
)

it.each(['', 'Frankfurt', 'eu-central', 'eu-central-1a', 'eu central 1', 'https://eu-central-1'])(
  'refuses %j, which names no region',
  (region) => expect(regionSchema.safeParse(region).success).toBe(false)
)
