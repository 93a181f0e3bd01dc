import type { AppInfo } from '../../shared/contract'
import { useChat } from '../store/stores'
import { Skeleton } from '../ui/skeleton'
import { CopyDiagnostics } from './copy-diagnostics'
import css from '../ui/settings.module.css'

const hosts: Record<AppInfo['host'], string> = {
  electron: 'Desktop window',
  browser: 'Browser',
  cli: 'Command line'
}

/** What this installation is; what one copies into a bug report. */
export function About() {
  const info = useChat((state) => state.info)
  return (
    <section aria-labelledby="about-title" className={css['section']}>
      <div className={css['sectionHead']}>
        <h2 id="about-title">About and diagnostics</h2>
        {info && <CopyDiagnostics info={info} />}
      </div>
      {info ? (
        <dl className={css['facts']}>
          {facts(info).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <Skeleton lines={5} label="Loading the diagnostics" />
      )}
    </section>
  )
}

const facts = (info: AppInfo): readonly (readonly [string, string])[] => [
  ['Version', info.version],
  ['Host', `${hosts[info.host]} on ${info.platform}`],
  ['Profile', info.profile],
  ['Data folder', info.dataDir],
  ['Log file', info.logFile],
  ['Request queue', info.requestQueue],
  ['Response queue', info.responseQueue],
  ['Function', info.functionName],
  ['Installation', info.installId]
]
