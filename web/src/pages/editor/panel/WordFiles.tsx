import { Button, FileButton, Group, Stack } from '@mantine/core'
import { IconFileTypeDocx, IconFileUpload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { MayButton } from '~/parts/May'

import { useEdited } from '../edited'
import { wordType } from './takeWord'
import { WordDialog } from './WordDialog'

/** The text as a Word file or on paper, and a Word file as the text. */
export function WordFiles() {
  const { t } = useTranslation()
  const { article, lang, edition } = useEdited()
  const [file, setFile] = useState<File | null>(null)
  const address = `/api/v1/articles/${article}/editions/${lang}`
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button component="a" variant="default" href={`${address}/export.docx`} download leftSection={<IconFileTypeDocx size={18} aria-hidden />}>{t('panels.history.word')}</Button>
        <Button component="a" variant="default" href={`${address}/print`} target="_blank" rel="noopener" leftSection={<IconPrinter size={18} aria-hidden />}>{t('panels.history.print')}</Button>
        <FileButton accept={wordType} onChange={setFile}>
          {({ onClick }) => <MayButton may={edition.may.edit} variant="default" leftSection={<IconFileUpload size={18} aria-hidden />} onClick={onClick}>{t('panels.history.takeWord')}</MayButton>}
        </FileButton>
      </Group>
      {file && <WordDialog file={file} onClose={() => setFile(null)} />}
    </Stack>
  )
}
