import { Inbox, SquareFunction, Skull, Table2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DeskQueue } from '../../shared/contract'
import { useDesk } from '../store/desk-store'
import { visible } from '../text/visible'
import { t } from '../text/words'
import { NotRead } from './not-read'
import css from './queue-map.module.css'

/** What is around a queue: whose dead letters it gets, which function takes from it, and where its own dead letters go. */
export function QueueMap({ queue }: { queue: DeskQueue }) {
  const { name, sources, triggers, attributes } = queue
  const dead = attributes.ok ? attributes.value.deadLetterQueue : null
  const count = attributes.ok ? (attributes.value.maxReceiveCount ?? 0) : 0
  const comes = sources.ok && sources.value.length > 0
  const goes = dead !== null || (triggers.ok && triggers.value.length > 0)
  return (
    <section aria-label={t('What is around {name}', { name })} className={css['map']}>
      <div className={css['side']} data-before>
        <h3>{t('Gets dead letters of')}</h3>
        {sources.ok ? (
          <Nodes none={t('No queue')}>
            {sources.value.map((one) => (
              <QueueNode key={one} name={one} />
            ))}
          </Nodes>
        ) : (
          <NotRead part={sources} />
        )}
      </div>
      <div className={css['arrow']} data-none={!comes || undefined} aria-hidden />
      <div className={css['middle']}>
        <span className={css['node']} data-here>
          <Inbox size={14} aria-hidden /> <bdi>{name}</bdi>
        </span>
      </div>
      <div className={css['arrow']} data-none={!goes || undefined} aria-hidden />
      <div className={css['side']}>
        <h3>{t('Triggers')}</h3>
        {triggers.ok ? (
          <Nodes none={t('No function')}>
            {triggers.value.map(({ functionName, enabled, batchSize }) => (
              <li key={functionName}>
                <span className={css['node']} data-off={!enabled || undefined}>
                  <SquareFunction size={14} aria-hidden /> <bdi>{visible(functionName)}</bdi>
                </span>
                <small>
                  {enabled
                    ? t('up to {count, plural, one {# message} other {# messages}} at once', {
                        count: batchSize
                      })
                    : t('switched off')}
                </small>
              </li>
            ))}
          </Nodes>
        ) : (
          <NotRead part={triggers} />
        )}
        {queue.table !== null && (
          <>
            <h3>{t('Its function keeps rooms in')}</h3>
            <Nodes none="">
              <li>
                <span className={css['node']}>
                  <Table2 size={14} aria-hidden /> <bdi>{visible(queue.table)}</bdi>
                </span>
              </li>
            </Nodes>
          </>
        )}
        <h3>{t('Gives dead letters to')}</h3>
        <Nodes none={attributes.ok ? t('No queue') : t('Not told')}>
          {dead !== null && (
            <QueueNode name={dead} dead>
              {t('after {count, plural, one {# receive} other {# receives}}', { count })}
            </QueueNode>
          )}
        </Nodes>
      </div>
    </section>
  )
}

function Nodes({ none, children }: { none: string; children: ReactNode }) {
  const isEmpty = Array.isArray(children) ? children.length === 0 : children === false
  return isEmpty ? <p className={css['none']}>{none}</p> : <ul className={css['nodes']}>{children}</ul>
}

/** Another queue, which a press opens. */
function QueueNode({ name, dead, children }: { name: string; dead?: true; children?: ReactNode }) {
  const openQueue = useDesk((state) => state.openQueue)
  const Icon = dead ? Skull : Inbox
  return (
    <li>
      <button
        type="button"
        className={css['node']}
        aria-label={t('Open the queue {name}', { name })}
        onClick={() => void openQueue(name)}
      >
        <Icon size={14} aria-hidden /> <bdi>{visible(name)}</bdi>
      </button>
      {children && <small>{children}</small>}
    </li>
  )
}
