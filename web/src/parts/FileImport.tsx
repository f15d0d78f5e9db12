import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'

import { ProblemNote } from './ProblemNote'
import { Rows } from './Rows'
import { useAct } from './useAct'

interface Fault {
  row: number
  column?: string
  value?: string
  detail: { vi: string; en: string }
}

interface Outcome {
  dry_run: boolean
  faults: Fault[]
  made: number
  changed: number
  kept: number
}

/** What a spreadsheet is sent as; some systems name .csv files otherwise. */
export function sheetType(file: File): 'text/csv' | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' {
  return /\.csv$/i.test(file.name) ? 'text/csv' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
}

/** Takes a spreadsheet in: first what would come of it, row by row, then in earnest. */
export function FileImport<R extends Outcome>({ template, column, send, children }: {
  template: string // address of the sheet to be filled in
  column: (code: string) => string
  send: (file: File, dryRun: boolean) => Promise<R>
  children: (result: R) => ReactNode
}) {
  const { t } = useTranslation()
  const act = useAct()
  const [file, setFile] = useState<File>()
  const [result, setResult] = useState<R>()
  const take = (chosen: File | undefined, dryRun: boolean) => {
    if (!chosen) return
    setFile(chosen)
    if (dryRun) setResult(undefined)
    void act.run(async () => setResult(await send(chosen, dryRun)))
  }
  const open = !result || result.dry_run
  return (
    <Stack gap="md">
      <Group gap="sm">
        {open && (
          <FileButton accept=".xlsx,.csv" onChange={(chosen) => take(chosen ?? undefined, true)} inputProps={{ 'aria-label': t('rooms.file.choose') }}>
            {(props) => <Button {...props} loading={act.busy && !result} variant={result ? 'default' : 'filled'} leftSection={<IconFileSpreadsheet size={16} aria-hidden />}>{t(result ? 'rooms.file.again' : 'rooms.file.choose')}</Button>}
          </FileButton>
        )}
        {open && <Button component="a" href={template} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>{t('rooms.file.template')}</Button>}
        {file && <Text size="sm" c="dimmed">{file.name}</Text>}
      </Group>
      {act.problem && <ProblemNote problem={act.problem} />}
      {result && result.faults.length > 0 && (
        <>
          <Alert role="alert" color="red">{t('rooms.file.faults', { count: result.faults.length, n: result.faults.length })}</Alert>
          <Faults faults={result.faults} column={column} />
        </>
      )}
      {result && result.faults.length === 0 && (
        <>
          <Alert color="lan" aria-live="polite">{t(result.dry_run ? 'rooms.file.fine' : 'rooms.file.done')} {t('rooms.file.sum', { made: result.made, changed: result.changed, kept: result.kept })}</Alert>
          {result.dry_run && <Button style={{ alignSelf: 'start' }} loading={act.busy} onClick={() => take(file, false)}>{t('rooms.file.send')}</Button>}
          {children(result)}
        </>
      )}
    </Stack>
  )
}

function Faults({ faults, column }: { faults: Fault[]; column: (code: string) => string }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Rows name={t('rooms.file.wrong')} rows={faults} id={(one) => `${one.row}/${one.column}/${one.detail.vi}`} columns={[
      { title: t('rooms.file.row'), tight: true, render: (one) => one.row || t('rooms.file.whole') },
      { title: t('rooms.file.column'), tight: true, render: (one) => one.column && column(one.column) },
      { title: t('rooms.file.value'), render: (one) => one.value },
      { title: t('rooms.file.wrong'), render: (one) => words(one.detail) },
    ]} />
  )
}
