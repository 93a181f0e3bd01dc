import { BackendsSection } from '../accounts/backends-section'
import { Page } from '../ui/page'
import { ViewHeader } from '../ui/view-header'
import { useChat } from '../store/stores'
import { Skeleton } from '../ui/skeleton'
import { About } from './about'
import { BackupsSection } from './backups-section'
import { MoreSection } from './more-section'
import { DesktopSection } from './desktop-section'
import { NotificationsSection } from './notifications-section'
import { Preferences } from './preferences'
import { SetAsideDatabases } from './set-aside-databases'
import { UpdatesSection } from './updates-section'
import { YourData } from './your-data'
import { t } from '../text/words'

/** What a person can set, and what helps when they ask for help. */
export default function SettingsView() {
  const settings = useChat((state) => state.settings)
  return (
    <>
      <ViewHeader title={t('Settings')} />
      <Page>
        {settings ? (
          <Preferences settings={settings} />
        ) : (
          <Skeleton lines={5} label={t('Loading the settings')} />
        )}
        {settings && <NotificationsSection settings={settings} />}
        <DesktopSection />
        <BackendsSection />
        <YourData />
        {settings && <BackupsSection settings={settings} />}
        <SetAsideDatabases />
        <MoreSection />
        <UpdatesSection />
        <About />
      </Page>
    </>
  )
}
