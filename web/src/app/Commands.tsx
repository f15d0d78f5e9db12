import { ActionIcon, Kbd, Modal, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconCommand } from '@tabler/icons-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useMe } from '~/session/me'

import classes from './Commands.module.css'
import { useKept } from './kept'
import { useGlobalKeys } from './keys'
import { roomsOf } from './menu'

const Palette = lazy(() => import('./Palette'))

/** The button and the keys that open what is run by typing, and the list of keys. */
export function Commands() {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState(false)
  const [opened, setOpened] = useState(false)
  const [help, setHelp] = useState(false)
  const open = () => {
    setWanted(true)
    setOpened(true)
  }
  useGlobalKeys({ onPalette: open, onHelp: () => setHelp(true) })
  return (
    <>
      <Tooltip label={`${t('palette.open')} (Ctrl+K)`}><ActionIcon variant="subtle" color="gray" size={36} aria-label={t('palette.open')} aria-keyshortcuts="Control+K" onClick={open}><IconCommand size={22} /></ActionIcon></Tooltip>
      {wanted && <Suspense fallback={null}><Palette opened={opened} onClosed={() => setOpened(false)} onHelp={() => setHelp(true)} /></Suspense>}
      <Modal opened={help} onClose={() => setHelp(false)} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('common.close') }}><Help /></Modal>
    </>
  )
}

function Help() {
  const { t } = useTranslation()
  const me = useMe()
  const [single] = useKept('shortcuts', 'on')
  return (
    <Stack>
      {single !== 'on' && <Text>{t('keys.off')}</Text>}
      <Title order={2} size="h3">{t('keys.anywhere')}</Title>
      <dl className={classes.keys}>
        <Line keys={<><Kbd>Ctrl</Kbd>+<Kbd>K</Kbd></>}>{t('keys.palette')}</Line>
        <Line keys={<Kbd>/</Kbd>}>{t('keys.search')}</Line>
        <Line keys={<Kbd>C</Kbd>}>{t('keys.create')}</Line>
        {roomsOf(me).map(({ to, key, text }) => key && <Line key={to} keys={<><Kbd>G</Kbd> {t('keys.go')} <Kbd>{key.toUpperCase()}</Kbd></>}>{t(`shell.rooms.${text}`)}</Line>)}
        <Line keys={<Kbd>?</Kbd>}>{t('keys.help')}</Line>
      </dl>
      <Title order={2} size="h3">{t('keys.inList')}</Title>
      <dl className={classes.keys}>
        <Line keys={<><Kbd>J</Kbd> <Kbd>K</Kbd></>}>{t('keys.next')}</Line>
        <Line keys={<Kbd>Space</Kbd>}>{t('keys.preview')}</Line>
        <Line keys={<Kbd>Enter</Kbd>}>{t('keys.openIt')}</Line>
        <Line keys={<Kbd>X</Kbd>}>{t('keys.select')}</Line>
        <Line keys={<Kbd>Esc</Kbd>}>{t('keys.close')}</Line>
      </dl>
    </Stack>
  )
}

function Line({ keys, children }: { keys: ReactNode; children: ReactNode }) {
  return <div><dt>{keys}</dt><dd>{children}</dd></div>
}
