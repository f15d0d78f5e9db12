import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { Copy } from '~/parts/Copy'
import { FileImport, sheetType } from '~/parts/FileImport'
import { Part } from '~/parts/Part'
import { Roles } from '~/parts/Roles'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'

import { usePeople } from './people'

type Import = Schemas['Import']

/** Takes people in from a spreadsheet, all or none. */
export function PeopleImport() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const send = async (file: File, dryRun: boolean) => {
    const result = dataOf(await client.POST('/people/import', {
      params: { query: { dry_run: dryRun } }, body: file as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': sheetType(file) },
    }))
    if (!dryRun) void queries.invalidateQueries({ queryKey: ['get', '/people'] })
    return result
  }
  return (
    <Room title={t('accounts.imports.title')} about={t('accounts.imports.about')} back={{ to: '/people', text: t('accounts.back') }} asked={usePeople()}>
      <FileImport template="/api/v1/people/import-template.xlsx" column={(code) => t(`accounts.imports.columns.${code}` as 'accounts.imports.columns.login')} send={send}>
        {(result) => <Result result={result} />}
      </FileImport>
    </Room>
  )
}

function Result({ result }: { result: Import }) {
  const { t } = useTranslation()
  const linked = !result.dry_run && result.people.some((one) => one.address)
  const table = (
    <Rows name={t('accounts.imports.title')} rows={result.people} id={(one) => one.login} columns={[
      { title: t('rooms.file.row'), tight: true, render: (one) => one.row },
      { title: t('accounts.person'), render: (one) => <div><Text size="sm" fw={600}>{one.name}</Text><Text size="xs" c="dimmed">{one.login}</Text></div> },
      { title: t('accounts.roles'), render: (one) => <Roles grants={one.grants.map((grant) => ({ ...grant, in_effect: true }))} /> },
      { title: t('rooms.file.outcome'), tight: true, render: (one) => t(`rooms.file.${one.outcome}`) },
      ...(linked ? [{ title: t('accounts.signIn.link'), render: (one: Import['people'][number]) => (one.address ? <span style={{ display: 'flex', alignItems: 'center' }}><code data-secret>{one.address}</code><Copy text={one.address} label={t('accounts.signIn.copyLink')} /></span> : one.mailed_to && t('accounts.imports.mailed', { to: one.mailed_to })) }] : []),
    ]} />
  )
  if (!linked) return table
  return (
    <Part title={t('accounts.imports.links')} about={t('accounts.imports.linksAbout')} actions={result.sheet && (
      <Button component="a" variant="default" leftSection={<IconDownload size={16} aria-hidden />} download="links.xlsx" href={`data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64,${result.sheet}`}>{t('accounts.imports.sheet')}</Button>
    )}>{table}</Part>
  )
}
