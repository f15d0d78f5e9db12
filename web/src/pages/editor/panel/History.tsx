import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Approvals } from './Approvals'
import { CompareDialog, type Sides } from './CompareDialog'
import classes from './History.module.css'
import { NamePoint } from './NamePoint'
import { Releases } from './Releases'
import { Revisions } from './Revisions'
import { WordFiles } from './WordFiles'

/** What the text has been: saved texts and named points, what was released and who approved it, and files of it. */
export function History() {
  const { t } = useTranslation()
  const [sides, setSides] = useState<Sides | null>(null)
  return (
    <Stack gap="lg">
      <section aria-labelledby="history-revisions">
        <h2 id="history-revisions" className={classes.title}>{t('panels.history.revisions')}</h2>
        <Text size="sm" c="dimmed" mb="sm">{t('panels.history.revisionsHelp')}</Text>
        <Stack gap="sm">
          <NamePoint />
          <Button variant="default" onClick={() => setSides({ from: '', to: 'working-copy' })}>{t('panels.history.compareAny')}</Button>
          <Revisions onCompare={setSides} />
        </Stack>
      </section>
      <section aria-labelledby="history-releases">
        <h2 id="history-releases" className={classes.title}>{t('panels.history.releases')}</h2>
        <Releases onCompare={setSides} />
        <Approvals />
      </section>
      <section aria-labelledby="history-files">
        <h2 id="history-files" className={classes.title}>{t('panels.history.files')}</h2>
        <WordFiles />
      </section>
      {sides && <CompareDialog key={`${sides.from} ${sides.to}`} begin={sides} onClose={() => setSides(null)} />}
    </Stack>
  )
}
