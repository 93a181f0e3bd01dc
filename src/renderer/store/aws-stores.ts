import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { useStores, type Stores } from './stores'
import { createBackendsStore, type BackendsState } from './backends-store'
import { createCheckStore, type CheckState } from './check-store'
import { createConnectStore, type ConnectState } from './connect-store'
import { createMonitoringStore, type MonitoringState } from './monitoring-store'
import { createStackStore, type StackState } from './stack-store'

/** What the AWS views know. */
export interface AwsStores {
  readonly backends: StoreApi<BackendsState>
  readonly connect: StoreApi<ConnectState>
  readonly stack: StoreApi<StackState>
  readonly check: StoreApi<CheckState>
  readonly monitoring: StoreApi<MonitoringState>
}

const made = new WeakMap<Stores, AwsStores>()

/** The AWS stores of a page, made when the first of its AWS views opens: the first load goes without them. */
export function awsStoresOf(stores: Stores): AwsStores {
  const known = made.get(stores)
  if (known) return known
  const stack = createStackStore(stores.host)
  const fresh: AwsStores = {
    backends: createBackendsStore(stores.host),
    connect: createConnectStore(stores.host, stack),
    stack,
    check: createCheckStore(stores.host),
    monitoring: createMonitoringStore(stores.host)
  }
  made.set(stores, fresh)
  return fresh
}

/** The AWS stores themselves, for what happens in an event. */
export const useAwsStores = (): AwsStores => awsStoresOf(useStores())

/** The backends of this profile. */
export const useBackends = <T>(select: (state: BackendsState) => T): T =>
  useStore(useAwsStores().backends, select)

/** The connect form. */
export const useConnect = <T>(select: (state: ConnectState) => T): T =>
  useStore(useAwsStores().connect, select)

/** Deployment and removal. */
export const useStack = <T>(select: (state: StackState) => T): T => useStore(useAwsStores().stack, select)

/** The connection test. */
export const useCheck = <T>(select: (state: CheckState) => T): T => useStore(useAwsStores().check, select)

/** CloudWatch and response queues. */
export const useMonitoring = <T>(select: (state: MonitoringState) => T): T =>
  useStore(useAwsStores().monitoring, select)
