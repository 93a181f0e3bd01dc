import { RotateCw } from 'lucide-react'
import { useEffect, useId } from 'react'
import type { AwsProfile } from '../../shared/backend-config'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import form from '../ui/form.module.css'
import text from '../ui/text.module.css'
import css from './profile-picker.module.css'
import { useConnect } from '../store/connect-store'
import { rich, saidText, t, type Message } from '../text/words'

/** How a profile gets its credentials, in a few words. */
export const kindWords: Record<AwsProfile['kind'], Message> = {
  keys: 'Access keys in the AWS files',
  sso: 'IAM Identity Center sign-in',
  role: 'Assumes a role',
  process: 'Runs a command',
  login: 'Session of “aws login”',
  other: 'Another kind'
}

/** The profiles of the AWS configuration files, as one list to choose from. */
export function ProfilePicker() {
  const profiles = useConnect((state) => state.profiles)
  const error = useConnect((state) => state.profilesError)
  const bad = useConnect((state) => state.errors.get('profile'))
  const watch = useConnect((state) => state.watchProfiles)
  const load = useConnect((state) => state.loadProfiles)
  const hint = useId()
  useEffect(() => watch(), [watch])

  if (error) {
    return (
      <ErrorNote title={t('The AWS profiles could not be read')} error={error}>
        <Button onClick={() => void load()}>{t('Read again')}</Button>
      </ErrorNote>
    )
  }
  if (!profiles) return <Skeleton lines={3} label={t('Reading the AWS profiles')} />
  return (
    <fieldset className={form['field']} aria-describedby={hint}>
      <legend className={form['label']}>{t('Profile')}</legend>
      {profiles.length === 0 ? (
        <p className={text['soft']}>
          {rich(
            'There is no AWS profile on this computer yet. Make one in a terminal with {sso} or {keys}, then read again.',
            { sso: <code>aws configure sso</code>, keys: <code>aws configure</code> }
          )}
        </p>
      ) : (
        <div className={css['profiles']} data-bad={bad !== undefined || undefined}>
          {profiles.map((profile) => (
            <Profile key={profile.name} profile={profile} />
          ))}
        </div>
      )}
      <div className={css['foot']}>
        <p id={hint} className={form['hint']} data-bad={bad !== undefined || undefined}>
          {bad ?? t('From ~/.aws/config and ~/.aws/credentials, which ChatAPP never changes.')}
        </p>
        <Button kind="quiet" onClick={() => void load()}>
          <RotateCw size={14} aria-hidden /> {t('Read again')}
        </Button>
      </div>
    </fieldset>
  )
}

function Profile({ profile: { name, kind, region, detail, problem, said } }: { profile: AwsProfile }) {
  const chosen = useConnect((state) => state.draft.profile === name)
  const change = useConnect((state) => state.change)
  return (
    <label className={css['profile']}>
      <input type="radio" name="aws-profile" checked={chosen} onChange={() => change({ profile: name })} />
      <span className={css['what']}>
        <bdi>{name}</bdi>
        <small>
          {t(kindWords[kind])}
          {detail !== null && (
            <>
              : <bdi>{detail}</bdi>
            </>
          )}
        </small>
        {problem !== null && (
          <small data-bad dir="auto">
            {saidText(said, problem)}
          </small>
        )}
      </span>
      <span className={css['region']}>{region ?? t('no region')}</span>
    </label>
  )
}
