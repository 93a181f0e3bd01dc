import {
  DescribeStackEventsCommand,
  type CloudFormationClient,
  type StackEvent
} from '@aws-sdk/client-cloudformation'
import type { StackProgress } from '../../shared/backend-config'
import type { Told } from '../../shared/said'
import { explainReason } from './stack-error'

/** A stack event as progress shows it. */
export type ProgressEvent = StackProgress['events'][number]

const STACK_TYPE = 'AWS::CloudFormation::Stack'

/** The newest event's id, so that a later read can tell what is new; null for a stack without events. */
export async function newestEventId(client: CloudFormationClient, stackId: string): Promise<string | null> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackId }))
  return StackEvents[0]?.EventId ?? null
}

/** Events after one that is known, oldest first. Reads only as many pages as it must. */
export async function eventsAfter(
  client: CloudFormationClient,
  stackId: string,
  known: string | null
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }))
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === known) return fresh.toReversed()
      fresh.push(event)
    }
    NextToken = page.NextToken
  } while (NextToken)
  return fresh.toReversed()
}

export const toProgressEvent = (event: StackEvent): ProgressEvent => ({
  at: event.Timestamp?.getTime() ?? 0,
  logicalId: event.LogicalResourceId ?? '',
  type: event.ResourceType ?? '',
  status: event.ResourceStatus ?? '',
  reason: event.ResourceStatusReason ?? null
})

/** Resources, without the stack itself, whose last event says that they are finished. */
export function finishedResources(events: readonly ProgressEvent[]): number {
  const last = new Map(
    events.filter(({ type }) => type !== STACK_TYPE).map((event) => [event.logicalId, event.status])
  )
  return [...last.values()].filter((status) => status.endsWith('_COMPLETE')).length
}

/**
 * Why an operation failed, in words: the first failure that is not itself a consequence of another.
 *
 * CloudFormation cancels what was under way when one resource fails; those events say "Resource creation cancelled"
 * (AWS: the text is fixed, there is no code for it). Null when no event tells a reason.
 */
export function firstCause(events: readonly ProgressEvent[]): Told | null {
  const failures = events.filter(
    ({ status, reason }) =>
      status.endsWith('_FAILED') && reason !== null && !/^Resource \w+ cancelled/i.test(reason)
  )
  const first = failures.find(({ type }) => type !== STACK_TYPE) ?? failures[0]
  return first?.reason ? explainReason(first.logicalId, first.reason) : null
}
