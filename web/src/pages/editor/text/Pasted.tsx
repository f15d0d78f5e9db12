import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { IconClipboardCheck } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'
import { ProblemNote } from '~/parts/ProblemNote'
import { useFocusBack } from '~/parts/useFocusBack'
import { useTime } from '~/time/useTime'

import note from '../Note.module.css'
import type { Foreign } from './paste'

/** What was done to a text that was pasted, and the question whether an old encoding is to become Unicode. */
export function Pasted({ foreign }: { foreign: Foreign }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  if (foreign.legacy.length > 0) return <Legacy foreign={foreign} />
  if (foreign.busy) return <Text component="output" size="sm" p="sm">{t('editor.paste.busy')}</Text>
  if (foreign.problem) return <Alert className={note.warn} withCloseButton onClose={foreign.dismiss} closeButtonLabel={t('common.close')} title={t('editor.paste.uncleaned')}>{foreign.problem.title}</Alert>
  if (foreign.findings.length === 0) return null
  return (
    <Alert className={note.plain} icon={<IconClipboardCheck aria-hidden />} withCloseButton onClose={foreign.dismiss} closeButtonLabel={t('common.close')} title={t('editor.paste.cleaned')}>
      <ul>{foreign.findings.map((one) => (
        <li key={one.code}>{words(one.words)}{one.count > 1 && ` (${time.number(one.count)})`}{one.samples.length > 0 && <Text size="xs" c="dimmed">{one.samples.slice(0, 3).join(' · ')}</Text>}</li>
      ))}</ul>
    </Alert>
  )
}

function Legacy({ foreign }: { foreign: Foreign }) {
  const { t } = useTranslation()
  useFocusBack()
  return (
    <Modal opened size="lg" onClose={foreign.asItIs} title={t('editor.paste.legacy.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        {foreign.legacy.map((one) => (
          <Stack key={one.encoding} gap="sm">
            <Text>{t('editor.paste.legacy.why', { name: one.name })}</Text>
            <Table withTableBorder aria-label={one.name}>
              <Table.Thead><Table.Tr><Table.Th>{t('editor.paste.legacy.before')}</Table.Th><Table.Th>{t('editor.paste.legacy.after')}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>{one.parts.slice(0, 5).map((part) => <Table.Tr key={part.part}><Table.Td>{part.before}</Table.Td><Table.Td>{part.after}</Table.Td></Table.Tr>)}</Table.Tbody>
            </Table>
            <Button loading={foreign.busy} data-autofocus onClick={() => foreign.convert(one.encoding)}>{t('editor.paste.legacy.convert', { name: one.name })}</Button>
          </Stack>
        ))}
        {foreign.problem && <ProblemNote problem={foreign.problem} />}
        <Group justify="flex-end"><Button variant="default" onClick={foreign.asItIs}>{t('editor.paste.legacy.keep')}</Button></Group>
      </Stack>
    </Modal>
  )
}
