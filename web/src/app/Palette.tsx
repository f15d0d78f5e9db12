import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconBookmark, IconFileText, IconKeyboard, IconLanguage, IconLogout, IconMoon, IconPencilPlus, IconRowInsertBottom, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { setLang } from '~/i18n'
import { useLang, useWords } from '~/i18n/useLang'
import { searchOf } from '~/pages/list/filter'
import { useViews } from '~/pages/list/views'
import { goTo } from '~/parts/Go'
import { editionState } from '~/parts/StateChip'
import { mayAnywhere, useMe } from '~/session/me'
import { useSignOut } from '~/session/useSignOut'

import classes from './Commands.module.css'
import { roomsOf } from './menu'
import { useChangePreferences, usePreferences } from './preferences'

/** Letters without their marks, so that “bai viet” finds “Bài viết”. */
export const plain = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()

const size = 20

/** What fits what is typed; the server has found the stories already. */
function fitting(query: string, all: (SpotlightActionData | SpotlightActionGroupData)[], found: string): SpotlightActionGroupData[] {
  const words = plain(query.trim())
  const groups = all.filter((one) => 'actions' in one) as SpotlightActionGroupData[]
  return groups.map((one) => one.group === found ? one : { ...one, actions: one.actions.filter((act) => plain(act.label ?? '').includes(words)) }).filter((one) => one.actions.length > 0)
}

/** Goes anywhere, begins anything, and finds stories, by typing. */
export default function Palette({ onHelp, opened, onClosed }: { onHelp: () => void; opened: boolean; onClosed: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const groups = [useRooms(), useActs(onHelp), useSavedViews(), useStories(typed)]
  useEffect(() => {
    if (opened) spotlight.open()
  }, [opened])
  return (
    <Spotlight
      actions={groups} query={typed} onQueryChange={setTyped} shortcut={null} scrollable maxHeight={420} classNames={{ actionsGroup: classes.group ?? '' }} nothingFound={t('palette.nothing')} clearQueryOnClose onSpotlightClose={onClosed}
      filter={(query, all) => fitting(query, all, t('palette.stories'))}
      searchProps={{ leftSection: <IconSearch size={size} aria-hidden />, placeholder: t('palette.hint'), 'aria-label': t('palette.open'), maxLength: 200 }}
    />
  )
}

function useRooms(): SpotlightActionGroupData {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  return { group: t('palette.go'), actions: roomsOf(me).map(({ to, text, icon: Mark }): SpotlightActionData => ({ id: to, label: t(`shell.rooms.${text}`), leftSection: <Mark size={size} aria-hidden />, onClick: () => void navigate(goTo(to)) })) }
}

function useActs(onHelp: () => void): SpotlightActionGroupData {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const lang = useLang()
  const { colorScheme } = useMantineColorScheme()
  const { density, shortcuts } = usePreferences()
  const change = useChangePreferences()
  const { setColorScheme } = useMantineColorScheme()
  const one = (id: string, label: string, Mark: typeof IconMoon, onClick: () => void): SpotlightActionData => ({ id, label, leftSection: <Mark size={size} aria-hidden />, onClick })
  const signOut = useSignOut()
  return {
    group: t('palette.act'),
    actions: [
      ...(mayAnywhere(me, 'article.create') ? [one('new', t('palette.newArticle'), IconPencilPlus, () => void navigate(goTo('/articles/new')))] : []),
      one('theme', t('palette.theme'), IconMoon, () => {
        const theme = colorScheme === 'dark' ? 'light' : 'dark'
        setColorScheme(theme)
        void change({ theme })
      }),
      one('density', t('palette.density'), IconRowInsertBottom, () => void change({ density: density === 'compact' ? 'comfortable' : 'compact' })),
      one('language', t('palette.language'), IconLanguage, () => void setLang(lang === 'vi' ? 'en' : 'vi')),
      one('single', t(shortcuts ? 'palette.keysOff' : 'palette.keysOn'), IconKeyboard, () => void change({ shortcuts: !shortcuts })),
      one('keys', t('palette.keysHelp'), IconKeyboard, onHelp),
      one('out', t('palette.signOut'), IconLogout, () => void signOut()),
    ],
  }
}

function useSavedViews(): SpotlightActionGroupData {
  const { t } = useTranslation()
  const words = useWords()
  const navigate = useNavigate()
  const me = useMe()
  const views = useViews(mayAnywhere(me, 'article.read'))
  return { group: t('palette.views'), actions: (views.data?.items ?? []).map((one) => ({ id: one.id, label: words(one.name), leftSection: <IconBookmark size={size} aria-hidden />, onClick: () => void navigate(goTo('/articles', searchOf(one.filter) as Record<string, string>)) })) }
}

/** Stories that have what is typed; the server finds them without tone marks. */
function useStories(typed: string): SpotlightActionGroupData {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const [q] = useDebouncedValue(typed.normalize('NFC').trim(), 200)
  const enabled = q.length > 1 && mayAnywhere(me, 'article.read')
  const found = api.useQuery('get', '/articles', { params: { query: { q, limit: 8 } } }, { enabled })
  return {
    group: t('palette.stories'),
    actions: (enabled ? found.data?.items ?? [] : []).map(({ article, edition }) => ({
      id: edition.id, label: edition.title, description: `${edition.lang.toUpperCase()} · ${t(`states.${editionState(edition)}`)}`, leftSection: <IconFileText size={size} aria-hidden />,
      onClick: () => void navigate(goTo(`/articles/${article.id}/${edition.lang}`)),
    })),
  }
}
