import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import type { Schemas } from '~/api/client'
import type { Act } from '~/parts/useAct'

import { roleCodes } from './people'

type Grant = Schemas['Grant']

/** The roles of somebody as fields: each with its unit and its days. */
export function GrantFields({ grants, act, onChange }: { grants: Grant[]; act: Act; onChange: (grants: Grant[]) => void }) {
  const { t } = useTranslation()
  const units = useUnits()
  const put = (at: number, part: Partial<Record<keyof Grant, string>>) => onChange(grants.map((one, i) => {
    if (i !== at) return one
    const { role, unit, from, until } = { ...one, ...part }
    return { role: role as Grant['role'], ...(unit && { unit }), ...(from && { from }), ...(until && { until }) }
  }))
  return (
    <Stack gap="sm">
      {grants.length === 0 && <Text size="sm" c="dimmed">{t('accounts.grants.none')}</Text>}
      {grants.map((grant, at) => (
        <Group key={`${at}/${grants.length}`} gap="sm" align="end" component="fieldset" m={0} p={0} style={{ border: 0 }} aria-label={t(`roles.${grant.role}`)}>
          <NativeSelect label={t('accounts.grants.role')} w={200} value={grant.role} error={act.error(`/grants/${at}/role`)} onChange={(e) => put(at, { role: e.currentTarget.value })} data={roleCodes.map((value) => ({ value, label: t(`roles.${value}`) }))} />
          <NativeSelect label={t('accounts.grants.unit')} w={220} value={grant.unit ?? ''} error={act.error(`/grants/${at}/unit`)} onChange={(e) => put(at, { unit: e.currentTarget.value })}
            data={[{ value: '', label: t('rooms.everyUnit') }, ...units.all.filter((one) => one.valid || one.code === grant.unit).map((one) => ({ value: one.code, label: units.name(one.code) }))]} />
          <TextInput type="date" label={t('rooms.from')} w={150} value={grant.from ?? ''} error={act.error(`/grants/${at}/from`)} onChange={(e) => put(at, { from: e.currentTarget.value })} />
          <TextInput type="date" label={t('rooms.until')} w={150} value={grant.until ?? ''} error={act.error(`/grants/${at}/until`)} onChange={(e) => put(at, { until: e.currentTarget.value })} />
          <Tooltip label={t('accounts.grants.drop', { role: t(`roles.${grant.role}`) })}>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('accounts.grants.drop', { role: t(`roles.${grant.role}`) })} onClick={() => onChange(grants.filter((_, i) => i !== at))}><IconTrash size={18} /></ActionIcon>
          </Tooltip>
        </Group>
      ))}
      <Button variant="default" size="xs" style={{ alignSelf: 'start' }} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onChange([...grants, { role: 'author' }])}>{t('rooms.add')}</Button>
    </Stack>
  )
}
