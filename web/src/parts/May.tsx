import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'
import type { Permission } from '~/session/me'

/** Why somebody may not do something and who can, in one line; empty where they may. */
export function useReason(): (may: Permission | undefined) => string {
  const { t } = useTranslation()
  const words = useWords()
  return (may) => {
    if (!may) return t('may.unknown')
    if (may.allowed) return ''
    const who = may.who_can?.map((role) => t(`roles.${role}` as 'roles.author')).join(', ')
    return [words(may.reason), who && t('may.who', { who })].filter(Boolean).join(' ')
  }
}

/**
 * A button for an act. Where the API says that the person may not do it, the button stays where
 * it is, can be reached by keyboard, does nothing and says why.
 */
export function MayButton({ may, hint = '', onClick, children, type = 'button', ...rest }: ButtonProps & {
  id?: string
  may: Permission | undefined
  hint?: string // what the act does, where the word alone does not say it
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  type?: 'button' | 'submit'
  children: ReactNode
}) {
  const { t } = useTranslation()
  const why = useReason()(may)
  const on = may?.allowed && may.on_behalf_of ? t('may.onBehalf', { name: may.on_behalf_of.name }) : ''
  const button = (
    <Button type={type} {...rest} {...(why && { 'data-disabled': true, 'aria-disabled': true })} onClick={(event) => {
      if (why) event.preventDefault()
      else onClick?.(event)
    }}>{children}</Button>
  )
  const told = why || [on, hint].filter(Boolean).join(' ')
  return told ? <Tooltip label={told}>{button}</Tooltip> : button
}
