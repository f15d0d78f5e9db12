import { Anchor, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

export interface Typed {
  password: string
  code: string
}

/** The fields of a password and, where it is asked for, of a second factor's code. */
export function Secrets({ typed, onChange, wantsCode, onWantCode }: {
  typed: Typed
  onChange: (typed: Typed) => void
  wantsCode: boolean
  onWantCode?: () => void
}) {
  const { t } = useTranslation()
  const [caps, setCaps] = useState(false)
  return (
    <>
      <PasswordInput
        label={t('session.password')} autoComplete="current-password" value={typed.password} required withAsterisk={false}
        data-autofocus onChange={(e) => onChange({ ...typed, password: e.currentTarget.value })}
        onKeyUp={(e) => setCaps(e.getModifierState('CapsLock'))} description={caps ? t('session.capsLock') : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
      />
      {wantsCode ? (
        <TextInput
          label={t('session.code')} description={t('session.codeHelp')} autoComplete="one-time-code" inputMode="numeric" autoFocus
          value={typed.code} onChange={(e) => onChange({ ...typed, code: e.currentTarget.value })}
        />
      ) : onWantCode && <Anchor component="button" type="button" size="sm" ta="start" onClick={onWantCode}>{t('session.haveCode')}</Anchor>}
    </>
  )
}
