import { Button, Divider, Paper, Stack, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'
import { house } from '~/app/house'
import mark from '~/app/mark.svg'
import { setLang } from '~/i18n'
import { useLang } from '~/i18n/useLang'
import { goTo } from '~/parts/Go'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTitle } from '~/parts/useTitle'

import { become, isAnother } from './me'
import { Secrets, type Typed } from './Secrets'
import classes from './SignIn.module.css'

/** Stands in the place of every page while nobody is signed in; the address stays. */
export function SignIn() {
  const { t } = useTranslation()
  const lang = useLang()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [login, setLogin] = useState('')
  const [typed, setTyped] = useState<Typed>({ password: '', code: '' })
  const [wantsCode, setWantsCode] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  useTitle(t('session.signIn'))

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const me = dataOf(await client.POST('/session', { body: { login, password: typed.password, ...(typed.code && { code: typed.code }) } }))
      if (isAnother(me)) await navigate(goTo('/')) // the address is of somebody else's page
      become(queries, me)
    } catch (e) {
      const problem = toProblem(e)
      if (problem.code === 'second_factor_needed') setWantsCode(true)
      else setProblem(problem)
      setBusy(false)
    }
  }

  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder>
        <img src={mark} alt="" width={40} height={40} />
        <Title order={1}>{house.site}</Title>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput label={t('session.login')} autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus required withAsterisk={false} value={login} onChange={(e) => setLogin(e.currentTarget.value)} />
            <Secrets typed={typed} onChange={setTyped} wantsCode={wantsCode} onWantCode={() => setWantsCode(true)} />
            {problem && <ProblemNote problem={problem} />}
            <Button type="submit" loading={busy} size="md">{t('session.signIn')}</Button>
          </Stack>
        </form>
        {house.sso && (
          <>
            <Divider label={t('session.or')} />
            <Button component="a" variant="default" size="md" href={`/sign-in/oidc?next=${encodeURIComponent(location.pathname + location.search)}`}>{t('session.with', { name: house.sso })}</Button>
          </>
        )}
        <Button variant="subtle" onClick={() => void setLang(lang === 'vi' ? 'en' : 'vi')} lang={lang === 'vi' ? 'en' : 'vi'}>{lang === 'vi' ? 'English' : 'Tiếng Việt'}</Button>
      </Paper>
    </main>
  )
}
