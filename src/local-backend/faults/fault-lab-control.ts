import { z } from 'zod'
import { faultsSchema, type Faults } from '../../shared/contract'
import { awsJsonError, type AwsJsonError } from '../protocol/aws-json-error'
import { FAULT_LAB_TARGET } from '../protocol/backend-protocol'
import type { FaultLab } from './fault-lab'

/** Answers a call to the lab: `Get`, or `Set` with the faults as body. */
export function controlFaultLab(
  lab: FaultLab,
  target: string,
  body: unknown
): { faults: Faults } | { refused: AwsJsonError } {
  const verb = target.slice(FAULT_LAB_TARGET.length)
  if (verb === 'Get') return { faults: lab.faults }
  if (verb !== 'Set') {
    return { refused: awsJsonError('InvalidAction', `The fault lab knows Get and Set, not "${verb}".`) }
  }
  const parsed = faultsSchema.safeParse(body)
  if (!parsed.success) {
    const reason = `These are no faults. ${z.prettifyError(parsed.error)}`
    return { refused: awsJsonError('InvalidParameterValue', reason) }
  }
  lab.set(parsed.data)
  return { faults: lab.faults }
}
