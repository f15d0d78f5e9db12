import { PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { Form } from '~/parts/Form'
import { Part } from '~/parts/Part'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useMe } from '~/session/me'

const empty = { current: '', next: '', repeat: '', code: '' }

/** Changes one's own password. */
export function Password() {
  const { t } = useTranslation()
  const me = useMe()
  const act = useAct()
  const [typed, setTyped] = useState(empty)
  const differs = typed.repeat !== '' && typed.repeat !== typed.next
  const set = (part: Partial<typeof empty>) => setTyped({ ...typed, ...part })
  const field = (name: 'current' | 'next' | 'repeat', complete: string) => (
    <PasswordInput
      label={t(`mine.password.${name}`)} value={typed[name]} autoComplete={complete} maw={400} visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
      error={name === 'repeat' ? differs && t('mine.password.differs') : act.error(`/${name}`)} onChange={(e) => set({ [name]: e.currentTarget.value })}
    />
  )
  const send = async () => {
    if (typed.repeat !== typed.next) return set({ repeat: typed.repeat || ' ' })
    const done = await act.run(async () => dataOf(await client.POST('/me/password', { body: { current: typed.current, next: typed.next, ...(typed.code && { code: typed.code }) } })))
    if (!done) return
    setTyped(empty)
    tell(t('mine.password.done'))
  }
  return (
    <Part title={t('mine.password.title')}>
      <Form act={act} send={() => void send()} button={t('mine.password.change')}>
        {field('current', 'current-password')}
        {field('next', 'new-password')}
        {field('repeat', 'new-password')}
        {me.second_factor && <TextInput label={t('mine.password.code')} value={typed.code} inputMode="numeric" autoComplete="one-time-code" maw={400} error={act.error('/code')} onChange={(e) => set({ code: e.currentTarget.value })} />}
      </Form>
    </Part>
  )
}
