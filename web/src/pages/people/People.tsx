import { Anchor, Button, Group, NativeSelect, Text } from '@mantine/core'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Empty } from '~/parts/Empty'
import { Find } from '~/parts/Find'
import { finds } from '~/parts/fold'
import { Loaded } from '~/parts/Loaded'
import { Roles } from '~/parts/Roles'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { useAddress } from '~/parts/useAddress'

import { NewPerson } from './NewPerson'
import { roleCodes, stateOf, tones, usePeople, type Account, type State } from './people'

const states: State[] = ['works', 'invited', 'disabled', 'erased']

/** The people of the house. */
export function People() {
  const { t } = useTranslation()
  const asked = usePeople()
  const address = useAddress()
  const [making, setMaking] = useState(false)
  const fits = (one: Account) => finds(address.of('q'), one.name, one.login, one.email)
    && (!address.of('role') || one.grants.some((grant) => grant.role === address.of('role')))
    && (!address.of('state') || stateOf(one) === address.of('state'))
  return (
    <Room title={t('accounts.title')} about={t('accounts.about')} asked={asked} actions={(
      <>
        <Button component={Link} to="/people/import" variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>{t('accounts.import')}</Button>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('accounts.new')}</Button>
      </>
    )}>
      <Group gap="sm">
        <Find label={t('rooms.find')} value={address.of('q')} onChange={(q) => address.set({ q })} />
        <NativeSelect aria-label={t('accounts.filter.role')} value={address.of('role')} onChange={(e) => address.set({ role: e.currentTarget.value })} data={[{ value: '', label: t('accounts.filter.anyRole') }, ...roleCodes.map((value) => ({ value, label: t(`roles.${value}`) }))]} />
        <NativeSelect aria-label={t('accounts.filter.state')} value={address.of('state')} onChange={(e) => address.set({ state: e.currentTarget.value })} data={[{ value: '', label: t('accounts.filter.anyState') }, ...states.map((value) => ({ value, label: t(`accounts.states.${value}`) }))]} />
      </Group>
      <Loaded asked={asked} lines={6}>{(all) => {
        const shown = all.filter(fits)
        if (shown.length === 0) return <Empty action={<Button variant="default" onClick={() => address.set({ q: '', role: '', state: '' })}>{t('rooms.clearFilter')}</Button>}>{t('rooms.noneFound')}</Empty>
        return <><Text size="sm" c="dimmed" aria-live="polite">{t('accounts.count', { count: shown.length, n: shown.length })}</Text><Table people={shown} /></>
      }}</Loaded>
      <Side title={t('accounts.new')} opened={making} onClose={() => setMaking(false)}><NewPerson onCancel={() => setMaking(false)} /></Side>
    </Room>
  )
}

function Table({ people }: { people: Account[] }) {
  const { t } = useTranslation()
  return (
    <Rows name={t('accounts.title')} rows={people} id={(one) => one.id} columns={[
      { title: t('accounts.person'), render: (one) => (
        <div><Anchor component={Link} to={`/people/${one.id}`} fw={600}>{one.name || one.id.slice(-12)}</Anchor><Text size="xs" c="dimmed">{[one.login, one.email].filter(Boolean).join(' · ')}</Text></div>
      ) },
      { title: t('accounts.roles'), render: (one) => (one.grants.length === 0 ? <Text size="sm" c="dimmed">{t('accounts.noRoles')}</Text> : <Roles grants={one.grants} />) },
      { title: t('rooms.state'), tight: true, render: (one) => <Tag tone={tones[stateOf(one)]}>{t(`accounts.states.${stateOf(one)}`)}</Tag> },
      { title: t('accounts.factor'), tight: true, render: (one) => t(one.second_factor ? 'common.yes' : 'common.no') },
      { title: t('accounts.mail'), tight: true, render: (one) => (one.link_mail ? t(`accounts.mails.${one.link_mail.state}`) : '—') },
    ]} />
  )
}
