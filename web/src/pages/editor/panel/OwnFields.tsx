import { Textarea } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { fieldError } from '~/api/problem'

import { useEdited } from '../edited'
import type { Own, Variant } from './useVariants'

/** The fields of own words, by the form of a channel's kind. Faults stand at their field, as the API names it. */
export function OwnFields({ form, own, onChange, fault }: { form: NonNullable<Variant['form']>; own: Own; onChange: (own: Own) => void; fault: unknown }) {
  const { t } = useTranslation()
  const { lang } = useEdited()
  const field = (name: 'title' | 'lead' | 'text', most: number, rows: number) => (
    <Textarea key={name} label={t(`panels.channels.fields.${name}`)} value={own[name] ?? ''} maxLength={most} autosize minRows={rows} maxRows={16} lang={lang}
      error={fieldError(fault, `/variants/0/${name}`)} onChange={(event) => onChange({ ...own, [name]: event.currentTarget.value.normalize('NFC') })} />
  )
  return form === 'text' ? field('text', 10_000, 5) : <>{field('title', 300, 2)}{field('lead', 2_000, 3)}</>
}
