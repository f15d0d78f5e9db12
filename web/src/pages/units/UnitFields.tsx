import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import type { Act } from '~/parts/useAct'

/** What a unit is called, of which level it is and below which it stands. */
export interface Placed {
  vi: string
  en: string
  short: string
  kind: string
  parent: string
}

/** The fields of a unit that may change from a day on. */
export function UnitFields({ typed, act, onChange, code }: { typed: Placed; act: Act; onChange: (typed: Placed) => void; code?: string }) {
  const { t } = useTranslation()
  const units = useUnits()
  return (
    <>
      <TextInput label={t('units.nameVi')} value={typed.vi} error={act.error('/name/vi')} onChange={(e) => onChange({ ...typed, vi: e.currentTarget.value })} />
      <TextInput label={t('units.nameEn')} value={typed.en} error={act.error('/name/en')} lang="en" onChange={(e) => onChange({ ...typed, en: e.currentTarget.value })} />
      <TextInput label={t('units.short')} value={typed.short} error={act.error('/short')} onChange={(e) => onChange({ ...typed, short: e.currentTarget.value })} />
      <TextInput label={t('units.kind')} description={t('units.kindHelp')} value={typed.kind} error={act.error('/kind')} onChange={(e) => onChange({ ...typed, kind: e.currentTarget.value })} />
      <NativeSelect label={t('units.parent')} value={typed.parent} error={act.error('/parent')} onChange={(e) => onChange({ ...typed, parent: e.currentTarget.value })}
        data={[{ value: '', label: t('units.noParent') }, ...units.all.filter((one) => one.code !== code && (one.valid || one.code === typed.parent)).map((one) => ({ value: one.code, label: units.name(one.code) }))]} />
    </>
  )
}
