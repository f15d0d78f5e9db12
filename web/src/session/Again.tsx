import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { ProblemNote } from '~/parts/ProblemNote'
import { useFocusBack } from '~/parts/useFocusBack'

import { answered, useAsked, type Ask } from './again'
import { meKey, type Me } from './me'
import { Secrets, type Typed } from './Secrets'

/** The dialog over the page that asks for the password again; what is being written stays. */
export function Again() {
  const asked = useAsked()
  return asked && <Dialog ask={asked} />
}

function Dialog({ ask }: { ask: Ask }) {
  useFocusBack()
  const { t } = useTranslation()
  const queries = useQueryClient()
  const me = queries.getQueryData<Me | null>(meKey)
  const [typed, setTyped] = useState<Typed>({ password: '', code: '' })
  const [login, setLogin] = useState(me?.login ?? '')
  const [wantsCode, setWantsCode] = useState(me?.second_factor ?? false)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    try {
      const body = { password: typed.password, ...(typed.code && { code: typed.code }) }
      const now = ask === 'signed-out'
        ? dataOf(await client.POST('/session', { body: { login, ...body } }))
        : dataOf(await client.POST('/session/renew', { body }))
      if (me && now.id !== me.id) { // what the page shows is somebody else's; drafts are kept by person
        window.location.assign('/desk/')
        return
      }
      queries.setQueryData(meKey, now)
      answered(true)
    } catch (e) {
      const problem = toProblem(e)
      if (problem.code === 'second_factor_needed') setWantsCode(true)
      else setProblem(problem)
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={() => answered(false)} title={t(`session.again.${ask}.title`)} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t(`session.again.${ask}.why`)}</Text>
          {ask === 'signed-out' && <TextInput label={t('session.login')} autoComplete="username" value={login} onChange={(e) => setLogin(e.currentTarget.value)} />}
          <Secrets typed={typed} onChange={setTyped} wantsCode={wantsCode} />
          {problem && <ProblemNote problem={problem} />}
          <Group justify="flex-end" mt="sm">
            <Button variant="default" onClick={() => answered(false)}>{t('common.cancel')}</Button>
            <Button type="submit" loading={busy}>{t('session.goOn')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
