import { ActionIcon, Text, Title, Tooltip } from '@mantine/core'
import { IconCheck, IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useKept } from '~/app/kept'
import { Go } from '~/parts/Go'

import { useSteps } from './steps'
import classes from './Home.module.css'

/** What a newcomer does first. It stays until all of it is done, and can be folded. */
export function FirstSteps() {
  const { t } = useTranslation()
  const heading = useId()
  const steps = useSteps()
  const [fold, setFold] = useKept('first-steps', 'open')
  const open = fold === 'open'
  if (!steps || steps.every((one) => one.done)) return null
  const next = steps.find((one) => !one.done)
  const label = t(open ? 'home.steps.fold' : 'home.steps.unfold')
  return (
    <section className={classes.card} aria-labelledby={heading} data-card="steps">
      <div className={classes.top}>
        <div>
          <Title order={2} size="h3" id={heading}>{t('home.steps.title')}</Title>
          <Text size="sm" c="dimmed">{t('home.steps.progress', { done: steps.filter((one) => one.done).length, all: steps.length })}</Text>
        </div>
        <Tooltip label={label}><ActionIcon variant="subtle" color="gray" aria-label={label} aria-expanded={open} onClick={() => setFold(open ? 'folded' : 'open')}>{open ? <IconChevronUp size={18} /> : <IconChevronDown size={18} />}</ActionIcon></Tooltip>
      </div>
      {open && (
        <ol className={classes.steps}>
          {steps.map((one, i) => (
            <li key={one.name} className={classes.step} data-done={one.done || undefined} data-next={one === next || undefined} data-step={one.name}>
              <span className={classes.number}>{one.done ? <IconCheck size={16} aria-hidden /> : i + 1}</span>
              <div>
                <p>{one.done ? t(`home.steps.${one.name}.title`) : <Go to={one.to}>{t(`home.steps.${one.name}.title`)}</Go>}<span className="unseen"> ({one.done ? t('home.steps.done') : one === next ? t('home.steps.next') : ''})</span></p>
                <small>{t(`home.steps.${one.name}.text`)}</small>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
