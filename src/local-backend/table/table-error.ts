import { TableError } from '../protocol/aws-json-error'

/** What DynamoDB says of a request that it cannot work on. */
export const invalid = (message: string): TableError => new TableError('ValidationException', message)

/** The same for values among the request's parameters. */
export const invalidValue = (reason: string): TableError =>
  invalid(`One or more parameter values were invalid: ${reason}`)
