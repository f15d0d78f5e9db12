import { Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { fieldError } from '~/api/problem'
import { useWords } from '~/i18n/useLang'

type Setting = Schemas['ConnectorSetting']

interface Props {
  settings: Setting[]
  values: Record<string, string>
  /** Names of secrets that are stored; what is left empty keeps them. */
  stored: string[]
  problem: unknown
  onChange: (name: string, value: string) => void
}

/** The fields of a kind of destination, made from its own description. */
export function SettingFields({ settings, values, stored, problem, onChange }: Props) {
  return settings.map((one) => (
    <Field key={one.name} one={one} value={values[one.name] ?? ''} stored={stored.includes(one.name)} error={fieldError(problem, `/settings/${one.name}`)} onChange={(value) => onChange(one.name, value)} />
  ))
}

function Field({ one, value, stored, error, onChange }: { one: Setting; value: string; stored: boolean; error: string | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const common = { label: words(one.label), description: words(one.help) || undefined, error, required: one.required && !stored }
  switch (one.kind) {
    case 'secret':
      return <PasswordInput {...common} autoComplete="new-password" placeholder={stored ? t('channels.form.secretSet') : ''} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'bool':
      return <Checkbox label={common.label} description={common.description} error={error} checked={(value || one.default) === 'true'} onChange={(event) => onChange(String(event.currentTarget.checked))} />
    case 'choice':
      return <NativeSelect {...common} value={value || (one.default ?? '')} data={one.choices ?? []} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'number':
      return <NumberInput {...common} {...(one.min !== undefined && { min: one.min })} {...(one.max !== undefined && { max: one.max })} placeholder={one.default ?? ''} value={value} onChange={(next) => onChange(String(next))} />
    default:
      return <TextInput {...common} type={one.kind === 'url' ? 'url' : 'text'} placeholder={one.default ?? ''} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  }
}
