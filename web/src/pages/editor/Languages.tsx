import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconColumns2, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets } from '~/api/catalogue'
import { api, client, dataOf, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { useReason } from '~/parts/May'
import { editionState, StateChip } from '~/parts/StateChip'

import classes from './Languages.module.css'
import { tellProblem } from './tell'

/** The editions of the article, one beside the other, and a new one. */
export function Languages({ article, lang, beside = false, onBeside }: { article: string; lang: string; beside?: boolean; onBeside?: () => void }) {
  const { t } = useTranslation()
  const facets = useFacets()
  const { data: sides } = api.useQuery('get', '/articles/{id}/editions', { params: { path: { id: article } } })
  const { data: story } = api.useQuery('get', '/articles/{id}', { params: { path: { id: article } } })
  return (
    <nav className={classes.langs} aria-label={t('editor.langs.label')}>
      <ul>{sides?.editions.map((one) => (
        <li key={one.lang}>
          <Link to={'/articles/$article/$lang' as string} params={{ article, lang: one.lang } as never} aria-current={one.lang === lang ? 'page' : undefined}>
            <span lang={one.lang}>{one.lang.toUpperCase()}</span><span className={classes.name}>{facets.name('language', one.lang)}</span>
            <StateChip state={editionState(one)} />
            {one.outdated && <span className={classes.old} title={t('editor.langs.outdatedWhy')}>{t('editor.langs.outdated')}</span>}
          </Link>
        </li>
      ))}</ul>
      {sides && <Add article={article} sides={sides} may={story?.may?.['add-edition']} />}
      {onBeside && sides && sides.editions.length > 1 && sides.lang !== lang && (
        <Tooltip label={`${t('editor.langs.beside')} (Ctrl+Alt+3)`}><ActionIcon variant={beside ? 'filled' : 'default'} size={36} aria-pressed={beside} aria-label={t('editor.langs.beside')} onClick={onBeside}><IconColumns2 size={18} /></ActionIcon></Tooltip>
      )}
    </nav>
  )
}

function Add({ article, sides, may }: { article: string; sides: Schemas['EditionSides']; may: Schemas['Permission'] | undefined }) {
  const { t } = useTranslation()
  const facets = useFacets()
  const navigate = useNavigate()
  const why = useReason()(may)
  const missing = facets.of('language').filter((one) => one.usable && !sides.editions.some((edition) => edition.lang === one.code))
  if (missing.length === 0) return null
  async function add(lang: string) {
    const source = sides.editions.find((one) => one.role === 'source')
    try {
      dataOf(await client.PUT('/articles/{id}/editions/{lang}', { params: { path: { id: article, lang }, header: { 'If-None-Match': '*' } }, body: { title: source?.title ?? '' } }))
      await navigate({ to: '/articles/$article/$lang' as string, params: { article, lang } as never })
    } catch (e) {
      tellProblem(toProblem(e))
    }
  }
  const button = <ActionIcon variant="default" size={36} aria-label={t('editor.langs.add')} {...(why && { 'data-disabled': true, 'aria-disabled': true })}><IconPlus size={18} /></ActionIcon>
  if (why) return <Tooltip label={why}>{button}</Tooltip>
  return (
    <Menu position="bottom-start">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('editor.langs.add')}</Menu.Label>
        {missing.map((one) => <Menu.Item key={one.code} onClick={() => void add(one.code)}>{facets.name('language', one.code)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}
