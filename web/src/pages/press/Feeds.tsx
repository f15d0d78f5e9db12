import { Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets } from '~/api/catalogue'
import { house } from '~/app/house'
import { useLang, useWords } from '~/i18n/useLang'
import { Copy } from '~/parts/Copy'
import { Part } from '~/parts/Part'
import { Rows } from '~/parts/Rows'

interface Feed {
  name: string
  file: string
}

const formats = [{ name: 'RSS', end: 'rss' }, { name: 'Atom', end: 'atom' }, { name: 'JSON', end: 'json' }]

/** The public feeds, with addresses to be copied. */
export function Feeds() {
  const { t } = useTranslation()
  const words = useWords()
  const facets = useFacets()
  const [lang, setLang] = useState<string>(useLang())
  const of = (kind: 'pillar' | 'area'): Feed[] => facets.of(kind).map((one) => ({ name: words(one.name), file: `${kind}-${one.code}` }))
  const groups = [{ title: t('press.feeds.all'), feeds: [{ name: t('press.feeds.all'), file: 'all' }] }, { title: t('press.feeds.pillar'), feeds: of('pillar') }, { title: t('press.feeds.area'), feeds: of('area') }]
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text c="dimmed" maw={640}>{t('press.feeds.about')}</Text>
        <SegmentedControl aria-label={t('press.feeds.lang')} value={lang} onChange={setLang} data={[{ value: 'vi', label: 'Tiếng Việt' }, { value: 'en', label: 'English' }]} />
      </Group>
      {groups.filter((group) => group.feeds.length > 0).map((group) => (
        <Part key={group.title} title={group.title}>
          <Rows name={group.title} rows={group.feeds} id={(one) => one.file} columns={[
            { title: t('press.feeds.name'), render: (one) => one.name },
            { title: t('press.feeds.formats'), tight: true, render: (one) => <Addresses feed={one} lang={lang} /> },
          ]} />
        </Part>
      ))}
    </Stack>
  )
}

function Addresses({ feed, lang }: { feed: Feed; lang: string }) {
  const { t } = useTranslation()
  return (
    <Group gap="md" wrap="wrap">
      {formats.map(({ name, end }) => {
        const address = `${house.public}/feeds/${lang}/${feed.file}.${end}`
        return <span key={end} style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}><a href={address}>{name}</a><Copy text={address} label={t('press.feeds.copy', { format: name, name: feed.name })} /></span>
      })}
    </Group>
  )
}
