import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { today } from '~/pages/calendar/search'
import { Loaded } from '~/parts/Loaded'
import { mayAnywhere, useMe } from '~/session/me'

import { HeatTable } from './HeatTable'
import { daysOf, quarterOf } from './period'
import { useCoverage, useHeatMap } from './useCells'

/** The map of this quarter, small; marks the cell in which a draft lands. */
export function SmallCoverage({ pillar, area }: { pillar?: string; area?: string }) {
  const { t } = useTranslation()
  const me = useMe()
  const sees = mayAnywhere(me, 'article.read')
  const quarter = quarterOf(today())
  const asked = useCoverage(daysOf({ period: 'quarter', ...quarter }, today()), {}, sees)
  const map = useHeatMap(asked.data, 'written')
  if (!sees) return null
  const gaps = map.areas.reduce((sum, line) => sum + map.pillars.filter((one) => !one.crosses && map.count(line.code, one.code) === 0).length, 0)
  return (
    <Stack gap="xs">
      <Loaded asked={asked}>{(counted) => (
        <>
          <Group justify="space-between" gap="sm">
            <Text size="sm">{gaps > 0 ? t('coverage.gaps', { count: gaps }) : t('coverage.full')}</Text>
            <Anchor component={Link} to={'/coverage' as string} search={{ period: 'quarter', ...quarter } as never} size="sm">{t('shell.rooms.coverage')}</Anchor>
          </Group>
          <HeatTable small map={map} counted={counted} measure="written" narrow={{}} caption={t('coverage.small')} mark={{ pillar, area }} />
        </>
      )}</Loaded>
    </Stack>
  )
}
