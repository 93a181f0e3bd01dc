import { exactTime, machineTime } from '../text/time'
import css from './inspector.module.css'
import { timeOf } from './time-of'

/** The attributes of a message: each name over its value, and a time beside what is one. */
export function Attributes({ attributes }: { attributes: Readonly<Record<string, string>> }) {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return <p className={css['soft']}>None.</p>
  return (
    <dl className={css['attributes']}>
      {entries.map(([name, value]) => {
        const at = timeOf(name, value)
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
              {at !== null && (
                <time dateTime={machineTime(at)} className={css['soft']}>
                  {exactTime(at)}
                </time>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
