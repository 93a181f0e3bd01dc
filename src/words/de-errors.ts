import type { ErrorKey } from '../shared/errors'

/** German: what went wrong, by its key. */
export const errors: Readonly<Partial<Record<ErrorKey, string>>> = {}
