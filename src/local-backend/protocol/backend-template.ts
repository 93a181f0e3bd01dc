import { z } from 'zod'

/** The account every local queue belongs to. */
export const LOCAL_ACCOUNT = '000000000000'

/** One queue as the template wants it: attributes as CreateQueue takes them. */
export interface QueueTemplate {
  readonly name: string
  readonly arn: string
  readonly attributes: Readonly<Record<string, string>>
}

/** The table of rooms as the template wants it: its two keys are texts. */
export interface TableTemplate {
  readonly name: string
  readonly arn: string
  readonly partitionKey: string
  readonly sortKey: string
}

/** What the local backend needs to know from the CloudFormation template that AWS deploys. */
export interface BackendTemplate {
  readonly region: string
  readonly queues: {
    readonly request: QueueTemplate
    readonly deadLetter: QueueTemplate
    readonly sharedResponse: QueueTemplate
  }
  readonly table: TableTemplate
  readonly mapping: {
    readonly batchSize: number
    readonly maximumConcurrency: number
    readonly reportsBatchItemFailures: boolean
  }
  readonly lambda: {
    readonly name: string
    readonly arn: string
    readonly timeoutSeconds: number
    readonly memoryMb: number
    readonly environment: Readonly<Record<string, string>>
  }
}

const documentSchema = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))))
    .default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })
  )
})
type Document = z.output<typeof documentSchema>

const queueSchema = z.looseObject({ QueueName: z.string().min(1) })
const tableSchema = z.looseObject({
  TableName: z.string().min(3),
  AttributeDefinitions: z.array(z.looseObject({ AttributeType: z.literal('S') })),
  KeySchema: z.tuple([
    z.looseObject({ AttributeName: z.string().min(1), KeyType: z.literal('HASH') }),
    z.looseObject({ AttributeName: z.string().min(1), KeyType: z.literal('RANGE') })
  ])
})
const functionSchema = z.looseObject({
  FunctionName: z.string().min(1),
  // AWS: 3 seconds and 128 MB when nothing is said.
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).max(10_240).default(128),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional()
})
const mappingSchema = z.looseObject({
  BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z
    .looseObject({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000).optional() })
    .optional()
})

/** Batches that this computer works on at the same time where the template sets no limit. */
const DEFAULT_CONCURRENCY = 10

/** Thrown when the template lacks something the local backend needs; the message names it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/**
 * Reads queues, redrive policy, table, mapping and function settings out of the template's JSON text.
 *
 * Parameters count with their defaults. Understands conditions, and `Ref`, `Fn::Sub` and `Fn::GetAtt` as far as names
 * and ARNs of queues, tables and functions go; anything else where a value is needed is a `TemplateError`.
 */
export function readBackendTemplate(text: string, region: string): BackendTemplate {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new TemplateError('resources/backend.template is not JSON.', { cause })
  }
  const document = documentSchema.safeParse(json)
  if (!document.success) {
    throw new TemplateError(`resources/backend.template is no template. ${z.prettifyError(document.error)}`)
  }
  const template = new TemplateValues(document.data, region)
  const { ScalingConfig, ...mapping } = template.read('MessageProcessorMapping', mappingSchema)
  const { Timeout, MemorySize, Environment } = template.read('MessageProcessor', functionSchema)
  return {
    region,
    queues: {
      request: queueOf(template, 'RequestQueue'),
      deadLetter: queueOf(template, 'DeadLetterQueue'),
      sharedResponse: queueOf(template, 'SharedResponseQueue')
    },
    table: tableOf(template, 'RoomsTable'),
    mapping: {
      batchSize: mapping.BatchSize,
      maximumConcurrency: ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      reportsBatchItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')
    },
    lambda: {
      name: template.nameOf('MessageProcessor'),
      arn: template.arnOf('MessageProcessor'),
      timeoutSeconds: Timeout,
      memoryMb: MemorySize,
      environment: Environment?.Variables ?? {}
    }
  }
}

function queueOf(template: TemplateValues, id: string): QueueTemplate {
  const { QueueName: name, Tags: _tags, ...rest } = template.read(id, queueSchema)
  const attributes = Object.entries(rest).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value)
  ])
  return { name, arn: template.arnOf(id), attributes: Object.fromEntries(attributes) }
}

function tableOf(template: TemplateValues, id: string): TableTemplate {
  const { TableName: name, KeySchema } = template.read(id, tableSchema)
  const [partition, sort] = KeySchema
  return {
    name,
    arn: template.arnOf(id),
    partitionKey: partition.AttributeName,
    sortKey: sort.AttributeName
  }
}

/** Which property names a resource, and what stands in its ARN before the region and before the name. */
const namedTypes: Readonly<Record<string, readonly [property: string, service: string, kind: string]>> = {
  'AWS::SQS::Queue': ['QueueName', 'sqs', ''],
  'AWS::Lambda::Function': ['FunctionName', 'lambda', 'function:'],
  'AWS::DynamoDB::Table': ['TableName', 'dynamodb', 'table/']
}

/** The template with its intrinsic functions worked out. */
class TemplateValues {
  constructor(
    private readonly document: Document,
    private readonly region: string
  ) {}

  /** Properties of a resource, resolved and checked. */
  read<T>(id: string, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.resolve(this.resource(id).Properties))
    if (parsed.success) return parsed.data
    throw new TemplateError(`Resource ${id} of the template is not usable. ${z.prettifyError(parsed.error)}`)
  }

  nameOf(id: string): string {
    const { Type, Properties } = this.resource(id)
    const [property] = namedTypes[Type] ?? []
    const name = property === undefined ? undefined : this.resolve(Properties[property])
    if (typeof name === 'string' && name !== '') return name
    throw new TemplateError(`Resource ${id} (${Type}) of the template has no name that can be known locally.`)
  }

  arnOf(id: string): string {
    const name = this.nameOf(id)
    const [, service, kind] = namedTypes[this.resource(id).Type] ?? []
    return `arn:aws:${service}:${this.region}:${LOCAL_ACCOUNT}:${kind}${name}`
  }

  private resource(id: string): Document['Resources'][string] {
    const resource = this.document.Resources[id]
    if (resource) return resource
    throw new TemplateError(`The template has no resource ${id}. The local backend needs it.`)
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [key, argument] = entries.length === 1 ? (entries[0] ?? []) : []
    if (key === 'Ref') return this.ref(String(argument))
    if (key === 'Fn::Sub') return this.substitute(argument)
    if (key === 'Fn::GetAtt') return this.attribute(argument)
    if (key === 'Fn::If') return this.choose(argument)
    if (key === 'Fn::Join') return this.join(argument)
    if (key === 'Fn::FindInMap') return this.find(argument)
    // An unknown function stays as it is: only where a value is needed does the schema refuse it.
    return Object.fromEntries(
      entries.map(([name, item]) => [name, this.resolve(item)]).filter(([, item]) => item !== undefined)
    )
  }

  private join(argument: unknown): unknown {
    const [separator, parts] = z.tuple([z.string(), z.unknown()]).parse(argument)
    return [this.resolve(parts)].flat().join(separator)
  }

  private find(argument: unknown): unknown {
    const [map = '', first = '', second = ''] = [this.resolve(argument)].flat().map(String)
    const found = this.document.Mappings[map]?.[first]?.[second]
    if (found === undefined) throw new TemplateError(`The template’s map ${map} has no ${first} ${second}.`)
    return found
  }

  private choose(argument: unknown): unknown {
    const [name, met, unmet] = z.tuple([z.string(), z.unknown(), z.unknown()]).parse(argument)
    return this.resolve(this.holds({ Condition: name }) ? met : unmet)
  }

  /** Whether a condition holds. */
  private holds(condition: unknown): boolean {
    const [[key, argument] = []] = Object.entries(z.record(z.string(), z.unknown()).parse(condition))
    const parts = [argument].flat()
    switch (key) {
      case 'Condition':
        return this.holds(this.document.Conditions[String(argument)])
      case 'Fn::Not':
        return !this.holds(parts[0])
      case 'Fn::And':
        return parts.every((part) => this.holds(part))
      case 'Fn::Or':
        return parts.some((part) => this.holds(part))
      case 'Fn::Equals':
        // CloudFormation compares texts.
        return String(this.resolve(parts[0])) === String(this.resolve(parts[1]))
      default:
        throw new TemplateError(`The template has a condition that cannot be known locally: ${key ?? ''}.`)
    }
  }

  private ref(name: string): unknown {
    if (name === 'AWS::NoValue') return undefined
    const pseudo: Record<string, string> = {
      'AWS::Region': this.region,
      'AWS::AccountId': LOCAL_ACCOUNT,
      'AWS::Partition': 'aws',
      'AWS::StackName': 'chatapp-local',
      'AWS::URLSuffix': 'amazonaws.com'
    }
    if (Object.hasOwn(pseudo, name)) return pseudo[name]
    const parameter = this.document.Parameters[name]
    if (parameter) {
      if (parameter.Default !== undefined) return parameter.Default
      throw new TemplateError(
        `Parameter ${name} of the template has no default, so the local backend cannot use it.`
      )
    }
    return this.knownResource(name) ? this.nameOf(name) : { Ref: name }
  }

  private substitute(argument: unknown): unknown {
    if (typeof argument !== 'string') return { 'Fn::Sub': argument }
    return argument.replaceAll(/\$\{([^!}][^}]*)\}/g, (_match, name: string) => {
      const [id = '', attribute] = name.split('.')
      const value = attribute === undefined ? this.ref(id) : this.attribute([id, attribute])
      return typeof value === 'string' || typeof value === 'number' ? String(value) : `\${${name}}`
    })
  }

  private attribute(argument: unknown): unknown {
    const [id, attribute] =
      typeof argument === 'string' ? argument.split('.') : z.array(z.string()).parse(argument)
    if (id === undefined || !this.knownResource(id)) return { 'Fn::GetAtt': argument }
    if (attribute === 'Arn') return this.arnOf(id)
    if (attribute === 'QueueName') return this.nameOf(id)
    return { 'Fn::GetAtt': argument }
  }

  private knownResource(id: string): boolean {
    return Object.hasOwn(namedTypes, this.document.Resources[id]?.Type ?? '')
  }
}
