import type { CredentialSource } from '../../shared/backend-config'
import { ChoiceGroup } from '../ui/choice-group'
import { keysOwner, useConnect } from '../store/connect-store'
import { FormField } from './form-field'
import { ProfilePicker } from './profile-picker'
import { commonRegions } from '../store/common-regions'
import { ExternalLink } from 'lucide-react'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import form from '../ui/form.module.css'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import { t } from '../text/words'

const sources = () =>
  [
    { value: 'profile', label: t('AWS profile'), hint: t('As the AWS CLI uses it') },
    { value: 'environment', label: t('Environment'), hint: 'AWS_ACCESS_KEY_ID …' },
    { value: 'machine', label: t('This machine'), hint: t('Its role on EC2, ECS or EKS') },
    { value: 'keys', label: t('Access keys'), hint: t('As a last resort') }
  ] satisfies { value: CredentialSource['type']; label: string; hint: string }[]

/** Who the app is on AWS, and in which region. */
export function CredentialsFields({ regionFixed = false }: { regionFixed?: boolean }) {
  const source = useConnect((state) => state.draft.source)
  const backendId = useConnect(keysOwner)
  const change = useConnect((state) => state.change)
  return (
    <section aria-labelledby="credentials-title" className={section['section']}>
      <h3 id="credentials-title">{t('Credentials and region')}</h3>
      <ChoiceGroup
        label={t('Credentials')}
        choices={sources()}
        value={source}
        onChange={(source) => change({ source })}
      />
      {source === 'profile' && <ProfilePicker />}
      {source === 'environment' && (
        <p className={text['soft']}>
          {t(
            'ChatAPP uses the AWS variables of the environment it was started in. Set them in the terminal and start ChatAPP from there.'
          )}
        </p>
      )}
      {source === 'keys' && (
        <div className={form['field']}>
          <p className={text['soft']}>
            {t(
              'ChatAPP asks for the keys on a page of its own and keeps them in memory. They are stored only where the operating system encrypts them. A profile with IAM Identity Center is safer.'
            )}
          </p>
          <KeysLink backendId={backendId} />
        </div>
      )}
      <FormField
        field="region"
        label={t('Region')}
        placeholder="eu-central-1"
        suggestions={commonRegions}
        readOnly={regionFixed}
        hint={regionFixed ? t('A stack stays in its region.') : t('Where your queue is, or shall be.')}
      />
    </section>
  )
}

/** The way to the host's own page for access keys. They are typed there, never into this page. */
function KeysLink({ backendId }: { backendId: string }) {
  const path = useConnect((state) => state.keysPath)
  const error = useConnect((state) => state.keysError)
  const enterKeys = useConnect((state) => state.enterKeys)

  const open = async (): Promise<void> => {
    const page = await enterKeys(backendId)
    if (page !== null) window.open(page, '_blank', 'noopener')
  }

  return (
    <>
      {error && <ErrorNote title={t('The page for access keys could not be opened')} error={error} />}
      <div className={row['start']}>
        <Button onClick={() => void open()}>
          <ExternalLink size={14} aria-hidden /> {t('Enter access keys…')}
        </Button>
      </div>
      {path === null && (
        <p className={text['small']}>{t('Type them into the window that has opened, then go on here.')}</p>
      )}
      {path !== null && path !== undefined && (
        <p className={text['small']}>
          {t('Type them into the tab that has opened, then go on here. No new tab?')}{' '}
          <a href={path} target="_blank" rel="noopener">
            {t('Open the page for access keys')}
          </a>
        </p>
      )}
    </>
  )
}
