import { describe, expect, it } from 'vitest'
import { ChatError } from '../../shared/errors'
import { explainReason, toStackError } from './stack-error'

describe('the reason of a failed resource', () => {
  it.each([
    [
      'a missing permission by its action',
      'MessageProcessor',
      'User: arn:aws:iam::1:user/u is not authorized to perform: lambda:CreateFunction on resource: x (HandlerErrorCode: AccessDenied)',
      /^MessageProcessor was refused: the credentials lack lambda:CreateFunction/
    ],
    [
      'a name that is taken',
      'RequestQueue',
      'Resource of type AWS::SQS::Queue with identifier ChatAPP already exists. (HandlerErrorCode: AlreadyExists)',
      /^RequestQueue could not be made: the account has one of that name/
    ],
    [
      'a second backend in one region',
      'SharedResponseQueue',
      'ChatAPP-responses already exists (HandlerErrorCode: AlreadyExists)',
      /^This account has a ChatAPP backend in this region already/
    ],
    [
      'a policy of the organization',
      'RequestQueue',
      'User: x is not authorized to perform: sqs:tagqueue on resource: y with an explicit deny in a service control policy (HandlerErrorCode: AccessDenied)',
      /a policy of your organization denies sqs:tagqueue/
    ],
    [
      'a role that may not be handed on',
      'MessageProcessor',
      'User: x is not authorized to perform: iam:PassRole on resource: r (HandlerErrorCode: AccessDenied)',
      /may not hand a role to the service \(iam:PassRole\)/
    ],
    [
      'a region without the runtime',
      'MessageProcessor',
      'The runtime parameter of nodejs24.x is not supported in this region (HandlerErrorCode: InvalidRequest)',
      /does not run Node 24 on arm64\. Deploy to another region/
    ],
    [
      'a bucket of somebody else',
      'MessageProcessor',
      'Your access has been denied by S3, please make sure your request credentials have permission to GetObject (HandlerErrorCode: AccessDenied)',
      /the bucket belongs to somebody else.*--code-bucket/
    ],
    [
      'what was made by hand, and how to keep it',
      'RequestQueue',
      'ChatAPP already exists (HandlerErrorCode: AlreadyExists)',
      /chatapp connect.*chatapp deploy --import/
    ],
    [
      'a table that the stack before has left',
      'RoomsTable',
      'Resource of type AWS::DynamoDB::Table with identifier ChatAPP-rooms already exists. (HandlerErrorCode: AlreadyExists)',
      /^The table of rooms .* stack that was deleted.*chatapp deploy --import.*AWS said: .*ChatAPP-rooms/
    ],
    [
      'a used-up quota',
      'Dashboard',
      'Limit (HandlerErrorCode: ServiceLimitExceeded)',
      /Raise it under Service Quotas/
    ],
    [
      'a queue that was deleted a moment ago',
      'RequestQueue',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      /Wait a minute and deploy again/
    ],
    ['anything else in AWS’s own words', 'X', 'Some new reason', /^X failed\. AWS said: Some new reason$/]
  ])('tells %s', (_what, logicalId, reason, text) => {
    expect(explainReason(logicalId, reason).detail).toMatch(text)
  })

  it('is cut where it is endless', () => {
    expect(explainReason('X', 'y'.repeat(10_000)).detail.length).toBeLessThan(500)
  })
})

describe('an error of a CloudFormation call', () => {
  it('keeps its cause and names the action', () => {
    const cause = Object.assign(new Error('no'), { name: 'InsufficientCapabilitiesException' })

    const error = toStackError(cause, 'cloudformation:CreateChangeSet')

    expect([error.code, error.cause]).toEqual(['conflict', cause])
    expect(error.message).toContain('cloudformation:CreateChangeSet')
  })

  it('that is ours already stays as it is', () => {
    const error = ChatError.of('cancelled', 'x')

    expect(toStackError(error, 'a')).toBe(error)
  })
})
