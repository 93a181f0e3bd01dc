import { FlaskConical } from 'lucide-react'
import { useEffect } from 'react'
import { faultsOn } from '../store/faults-store'
import { useFaults, useView } from '../store/stores'
import css from './fault-mark.module.css'

/** Says on every view that faults are made on purpose, and leads to where they are switched off. */
export function FaultMark() {
  const on = useFaults((state) => faultsOn(state.faults))
  const watch = useFaults((state) => state.watch)
  const show = useView((state) => state.show)
  useEffect(() => watch(), [watch])
  if (on === 0) return null
  return (
    <button
      type="button"
      className={css['mark']}
      title={`${on === 1 ? '1 fault is' : `${on} faults are`} made on purpose. Switch them off in Settings.`}
      onClick={() => show('settings')}
    >
      <FlaskConical size={14} aria-hidden />
      <span className={css['words']}>Fault lab on</span>
    </button>
  )
}
