import { CircleQuestionMark, FlaskConical } from 'lucide-react'
import { useFaults } from '../store/faults-store'
import { useView } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'

/** The ways to what is on a page of its own. */
export function MoreSection() {
  const hasLab = useFaults((state) => state.faults !== null)
  const show = useView((state) => state.show)
  return (
    <section aria-labelledby="more-title" className={section['section']}>
      <h2 id="more-title">{t('More')}</h2>
      <div className={row['start']}>
        <Button onClick={() => show('help')}>
          <CircleQuestionMark size={15} aria-hidden /> {t('Help')}
        </Button>
        {hasLab && (
          <Button onClick={() => show('faults')}>
            <FlaskConical size={15} aria-hidden /> {t('Fault lab')}
          </Button>
        )}
      </div>
    </section>
  )
}
