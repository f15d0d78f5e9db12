import { ActionIcon, Anchor, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight, IconLogout, IconMoon, IconSun, IconUserCircle, IconLanguage, IconRowInsertBottom, IconChevronDown, IconDots, IconSettings2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { follow } from '~/api/live'
import { setLang } from '~/i18n'
import { useLang } from '~/i18n/useLang'
import { NewVersion } from '~/parts/NewVersion'
import { Offline } from '~/parts/Offline'
import { Spoken } from '~/parts/Spoken'
import { RailViews } from '~/pages/list/RailViews'
import { Bell } from '~/pages/notices/Bell'
import { mayAnywhere, mayHear, useMe } from '~/session/me'
import { useSignOut } from '~/session/useSignOut'

import { useArrival } from './arrival'
import { Commands } from './Commands'
import { house } from './house'
import mark from './mark.svg'
import { roomsOf } from './menu'
import { useKept } from './kept'
import { useChangePreferences, useFollowPreferences } from './preferences'
import classes from './Shell.module.css'

/** The frame of every page: the rail, the bar on top and, on narrow screens, the bar below. */
export function Shell() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const main = useRef<HTMLElement>(null)
  // Where there is little room the rail is folded unless somebody unfolds it there.
  const wide = useMediaQuery('(min-width: 1280px)', true, { getInitialValueInEffect: false })
  const [folded, setFolded] = useKept(wide ? 'rail' : 'rail.middle', wide ? 'open' : 'folded')
  const [density] = useKept('density', 'comfortable')
  useArrival(main)
  useFollowPreferences()
  const me = useMe()
  const hears = mayHear(me)
  useEffect(() => follow(queries, hears), [queries, hears])
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  const narrow = folded === 'folded'
  return (
    <div className={classes.frame} data-folded={narrow || undefined}>
      <a className={classes.skip} href="#content" onClick={(event) => {
        event.preventDefault() // the address stays that of the page
        main.current?.focus()
      }}>{t('shell.skip')}</a>
      <header className={classes.top}>
        <Anchor component={Link} to="/" className={classes.brand} underline="never"><img src={mark} alt="" width={28} height={28} /> <span>{house.site}</span></Anchor>
        <div className={classes.tools}><Commands /><Bell /><Person /></div>
      </header>
      <nav className={classes.rail} aria-label={t('shell.rail')}>
        <div>
          <Rooms />
          {!narrow && mayAnywhere(me, 'article.read') && <RailViews />}
          <Group folded={narrow} />
        </div>
        <Tooltip label={t(narrow ? 'shell.unfold' : 'shell.fold')} position="right">
          <ActionIcon className={classes.fold} variant="subtle" color="gray" aria-label={t(narrow ? 'shell.unfold' : 'shell.fold')} onClick={() => setFolded(narrow ? 'open' : 'folded')}>
            {narrow ? <IconChevronRight size={18} /> : <IconChevronLeft size={18} />}
          </ActionIcon>
        </Tooltip>
      </nav>
      <div className={classes.told}><NewVersion /><Offline /></div>
      <main className={classes.content} id="content" ref={main} tabIndex={-1}><Outlet /></main>
      <nav className={classes.bar} aria-label={t('shell.bar')}><Rooms bar last={<More />} /></nav>
      <Spoken />
    </div>
  )
}

function Rooms({ bar = false, group, last }: { bar?: boolean; group?: 'admin'; last?: ReactNode }) {
  const { t } = useTranslation()
  const me = useMe()
  // The page on which somebody decides lies below the stories, and belongs to the reviews.
  const deciding = useLocation({ select: (location) => /\/articles\/[^/]+\/[^/]+\/review\/?$/.test(location.pathname) })
  return (
    <ul>
      {roomsOf(me).filter((room) => (bar ? room.bar : room.group === group)).map(({ to, text, icon: Mark }) => (
        <li key={to}>
          <Link to={to} activeOptions={{ exact: to === '/' || (deciding && to === '/articles') }} {...(deciding && to === '/reviews' && { 'data-status': 'active', 'aria-current': 'page' })}>
            <Mark size={20} aria-hidden /> <span>{t(`shell.rooms.${text}`)}</span>
          </Link>
        </li>
      ))}
      {last && <li>{last}</li>}
    </ul>
  )
}

/** The rooms for which the bar below has no place. */
function More() {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <Menu position="top-end" width={260}>
      <Menu.Target><UnstyledButton><IconDots size={20} aria-hidden /> <span>{t('common.more')}</span></UnstyledButton></Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        {roomsOf(me).filter((room) => !room.bar).map(({ to, text, icon: Mark }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Mark size={18} aria-hidden />}>{t(`shell.rooms.${text}`)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The rooms of administration, which can be folded away. */
function Group({ folded }: { folded: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const [open, setOpen] = useKept('rail.admin', 'open')
  if (!roomsOf(me).some((room) => room.group === 'admin')) return null
  const shown = folded || open === 'open'
  return (
    <>
      {!folded && (
        <UnstyledButton className={classes.group} aria-expanded={shown} onClick={() => setOpen(shown ? 'closed' : 'open')}>
          {t('rooms.admin')} <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      )}
      {folded && <hr className={classes.rule} />}
      {shown && <Rooms group="admin" />}
    </>
  )
}

/** Who is signed in, and what they choose for themselves. */
function Person() {
  const { t } = useTranslation()
  const lang = useLang()
  const me = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density] = useKept('density', 'comfortable')
  const change = useChangePreferences()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={t('shell.account', { name: me.name })}><IconUserCircle size={24} aria-hidden /><span>{me.name}</span></UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label><Text size="sm" fw={600}>{me.name}</Text><Text size="xs">{me.login}</Text></Menu.Label>
        <Menu.Item leftSection={<IconSettings2 size={18} />} component={Link} to="/me">{t('shell.mine')}</Menu.Item>
        <Menu.Item leftSection={<IconLanguage size={18} />} lang={lang === 'vi' ? 'en' : 'vi'} onClick={() => void setLang(lang === 'vi' ? 'en' : 'vi')}>{lang === 'vi' ? 'English' : 'Tiếng Việt'}</Menu.Item>
        <Menu.Item leftSection={colorScheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />} onClick={() => {
          const theme = colorScheme === 'dark' ? 'light' : 'dark'
          setColorScheme(theme)
          void change({ theme })
        }}>{t(colorScheme === 'dark' ? 'shell.light' : 'shell.dark')}</Menu.Item>
        <Menu.Item leftSection={<IconRowInsertBottom size={18} />} onClick={() => void change({ density: density === 'compact' ? 'comfortable' : 'compact' })}>{t(density === 'compact' ? 'shell.comfortable' : 'shell.compact')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => void signOut()}>{t('shell.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
