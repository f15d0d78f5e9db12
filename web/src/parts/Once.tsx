import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { Copy } from './Copy'
import classes from './Once.module.css'

/** A secret that is shown once: a key, or a link. It lives in the page's memory alone. */
export function Once({ title, text, label, onDone }: { title: string; text: string; label: string; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert aria-live="polite" color="yellow" icon={<IconEye aria-hidden />} title={title}>
      <Stack gap="sm">
        <Text size="sm">{t('rooms.once')}</Text>
        <div className={classes.secret}><code data-secret>{text}</code><Copy text={text} label={label} /></div>
        <Button variant="default" style={{ alignSelf: 'start' }} onClick={onDone}>{t('rooms.kept')}</Button>
      </Stack>
    </Alert>
  )
}

/** Codes that are shown once, to be copied or printed. */
export function OnceCodes({ title, codes, onDone }: { title: string; codes: string[]; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" className={classes.sheet} aria-live="polite">
      <Text fw={600}>{title}</Text>
      <Text size="sm">{t('rooms.once')}</Text>
      <ul className={classes.codes} aria-label={title}>{codes.map((one) => <li key={one}>{one}</li>)}</ul>
      <Group gap="sm">
        <Copy words text={codes.join('\n')} label={t('rooms.copyAll')} />
        <Button variant="default" onClick={() => window.print()}>{t('rooms.print')}</Button>
        <Button onClick={onDone}>{t('rooms.kept')}</Button>
      </Group>
    </Stack>
  )
}
