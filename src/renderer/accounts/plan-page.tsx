import { Minus } from 'lucide-react'
import { Pencil } from 'lucide-react'
import { Plus } from 'lucide-react'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { StackPlan } from '../../shared/backend-config'
import { useView, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { PageHeading } from './page-heading'
import { actionWords, planWords, resourceWords } from './plan-words'
import type { PreparedPlan } from '../store/stack-store'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import warning from '../ui/warning.module.css'
import css from './plan-page.module.css'
import { createStackStore, useStack } from '../store/stack-store'
import { monthWords } from '../text/time'
import { formatNumber, t } from '../text/words'

const titles: Record<StackPlan['kind'], (name: string) => string> = {
  create: (name) => t('Create the stack {name}?', { name }),
  update: (name) => t('Update the stack {name}?', { name }),
  unchanged: (name) => t('The stack {name} is up to date', { name })
}

/** What a deployment would change, before anything is changed. */
export function PlanPage({ plan }: { plan: PreparedPlan }) {
  const stack = useStores().of(createStackStore)
  const openAws = useView((state) => state.openAws)
  const trouble = useStack((state) => state.trouble)
  const [beginning, setBeginning] = useState(false)
  const replaced = plan.changes.filter(({ replacement }) => replacement).length

  const deploy = async (): Promise<void> => {
    setBeginning(true)
    const begun = await stack.getState().deploy()
    setBeginning(false)
    if (begun) openAws({ kind: 'progress' })
  }

  return (
    <section aria-labelledby="plan-title" className={section['section']}>
      <div>
        <PageHeading id="plan-title">{titles[plan.kind](plan.stackName)}</PageHeading>
        <p className={text['soft']}>
          {plan.kind === 'unchanged'
            ? t('It is in {region} and has everything that ChatAPP needs.', { region: plan.region })
            : `${t('In {region}.', { region: plan.region })} ${planWords(plan)}`}
        </p>
      </div>
      {replaced > 0 && (
        <div className={warning['warning']}>
          <TriangleAlert size={16} aria-hidden />
          <p>
            {t(
              '{replaced, plural, one {# resource is} other {# resources are}} replaced: made anew. A replaced queue or log group stays beside the new one, and nobody looks into it any more: fetch first what waits there.',
              { replaced }
            )}
          </p>
        </div>
      )}
      {plan.existing && <Existing existing={plan.existing} region={plan.region} />}
      {plan.changes.length > 0 && <Changes changes={plan.changes} />}
      <PlaceAndPrice plan={plan} />
      {trouble && <ErrorNote title={t(trouble.title)} error={trouble.error} />}
      <div className={row['end']}>
        <Button onClick={() => stack.getState().discard()}>{t('Back')}</Button>
        {/* A queue that is there already no stack can make anew. */}
        <Button
          kind="primary"
          disabled={beginning || plan.existing?.kind === 'queue'}
          onClick={() => void deploy()}
        >
          {plan.kind === 'unchanged' ? t('Connect') : plan.kind === 'create' ? t('Create') : t('Update')}
        </Button>
      </div>
    </section>
  )
}

/** What is there already, and what can be done with it in the place of a deployment. */
function Existing({ existing, region }: { existing: NonNullable<StackPlan['existing']>; region: string }) {
  const stack = useStores().of(createStackStore)
  const openAws = useView((state) => state.openAws)
  const connect = async (): Promise<void> => {
    const backendId = await stack.getState().connectExisting()
    if (backendId !== null) openAws({ kind: 'check', backendId })
  }
  const { kind, name } = existing
  return (
    <div className={css['existing']}>
      <p>
        {kind === 'queue'
          ? t(
              'There is a queue {name} in {region} already, which somebody has made by hand. A stack cannot make it anew: connect to it as it is, or take it into the stack with all that is in it.',
              { name, region }
            )
          : t(
              'The stack {name} is in {region} already, and this profile does not talk to it yet. You can connect to it as it is, without the changes below.',
              { name, region }
            )}
      </p>
      <div className={row['start']}>
        <Button onClick={() => void connect()}>{t('Connect to it as it is')}</Button>
        {kind === 'queue' && (
          <Button onClick={() => void stack.getState().importExisting()}>
            {t('Take it into the stack')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Whose account that is, and what it will cost there. */
function PlaceAndPrice({ plan: { caller, price } }: { plan: Pick<StackPlan, 'caller' | 'price'> }) {
  const { idle, busy, rooms, messages, readOn } = price
  return (
    <div className={text['small']}>
      {caller && (
        <p>{t('In the account {account}, as {arn}.', { account: caller.account, arn: caller.arn })}</p>
      )}
      <p>
        {t(
          'It costs about {idle} a month idle, and {busy} with {messages, number} messages; {freeIdle} and {freeBusy} while the account has its free allowances. AWS’s list prices in us-east-1, {readOn}.',
          {
            idle: dollars(idle.listed),
            busy: dollars(busy.listed),
            messages,
            freeIdle: dollars(idle.withAllowances),
            freeBusy: dollars(busy.withAllowances),
            readOn: monthWords(readOn)
          }
        )}{' '}
        {t(
          '{messages, number} messages in rooms of {members, number} come to {price}; their table costs nothing before there are rooms.',
          { messages, members: rooms.members, price: dollars(rooms.listed) }
        )}
      </p>
    </div>
  )
}

const dollars = (amount: number): string => formatNumber(amount, { style: 'currency', currency: 'USD' })

const icons = { good: Plus, warn: Pencil, bad: Minus }

const Changes = ({ changes }: Pick<StackPlan, 'changes'>) => (
  <ul className={css['changes']} aria-label={t('Changes')}>
    {changes.map(({ action, logicalId, type, replacement }) => {
      const { label, tone } = actionWords[action]
      const Icon = icons[tone]
      return (
        <li key={`${action} ${logicalId}`} className={css['change']}>
          <span className={css['action']} data-tone={tone}>
            <Icon size={14} aria-hidden /> {t(label)}
          </span>
          <span className={css['what']}>
            {resourceWords(type)} <code>{logicalId}</code>
            {replacement && <span className={css['replaced']}> {t('is made anew')}</span>}
          </span>
        </li>
      )
    })}
  </ul>
)
