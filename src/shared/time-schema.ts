import { z } from 'zod'
import { MAX_TIME } from './wire'

/** A time in epoch milliseconds. One that no clock of ours can show is refused wherever it comes in. */
export const timeSchema = z.number().int().min(0).max(MAX_TIME)
