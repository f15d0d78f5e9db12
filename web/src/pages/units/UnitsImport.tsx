import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { api, client, dataOf } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { FileImport, sheetType } from '~/parts/FileImport'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'

/** Takes units in from a spreadsheet: new ones, changes and ends, all or none. */
export function UnitsImport() {
  const { t } = useTranslation()
  const words = useWords()
  const units = useUnits()
  const queries = useQueryClient()
  const asked = api.useQuery('get', '/units', { params: { query: { limit: 1 } } })
  const send = async (file: File, dryRun: boolean) => {
    const result = dataOf(await client.POST('/units/import', {
      params: { query: { dry_run: dryRun } }, body: file as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': sheetType(file) },
    }))
    if (!dryRun) void queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith('/units') })
    return result
  }
  return (
    <Room title={t('units.imports.title')} about={t('units.imports.about')} back={{ to: '/units', text: t('units.back') }} asked={asked}>
      <FileImport template="/api/v1/units/import-template.xlsx" column={(code) => t(`units.imports.columns.${code}` as 'units.imports.columns.code')} send={send}>
        {(result) => (
          <Rows name={t('units.imports.title')} rows={result.units} id={(one) => `${one.row}`} columns={[
            { title: t('rooms.file.row'), tight: true, render: (one) => one.row },
            { title: t('rooms.name'), render: (one) => words(one.name) },
            { title: t('units.code'), render: (one) => one.code },
            { title: t('units.parent'), render: (one) => one.parent && units.name(one.parent) },
            { title: t('rooms.file.outcome'), tight: true, render: (one) => t(`rooms.file.${one.outcome}`) },
          ]} />
        )}
      </FileImport>
    </Room>
  )
}
