import { Textarea } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import classes from './Line.module.css'
import { fieldId } from './show'
import type { Writing } from './writing'

/** The title or the lead: words without any form. */
export function Line({ writing, field, lang, editable, required }: { writing: Writing; field: 'title' | 'lead'; lang: string; editable: boolean; required: boolean }) {
  const { t } = useTranslation()
  const words = useSyncExternalStore(writing.subscribe, () => writing[field])
  return (
    <Textarea
      id={fieldId(field)} lang={lang} label={t(`editor.${field}.label`)} placeholder={editable ? t(`editor.${field}.placeholder`) : ''} readOnly={!editable} withAsterisk={required} aria-required={required}
      autosize minRows={field === 'title' ? 1 : 2} maxRows={12} classNames={{ input: classes[field] ?? '', label: classes.label ?? '' }} value={words}
      onChange={(event) => writing.set(field, field === 'title' ? event.currentTarget.value.replaceAll('\n', ' ') : event.currentTarget.value)}
      onBlur={() => writing.set(field, writing[field].normalize('NFC'))}
      onCompositionEnd={(event) => writing.set(field, event.currentTarget.value.normalize('NFC'))}
      onKeyDown={(event) => {
        if (field === 'title' && event.key === 'Enter' && !event.nativeEvent.isComposing) event.preventDefault()
      }}
    />
  )
}
