import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconPlus, IconRefresh } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Empty } from '~/parts/Empty'
import { goTo } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'
import { useTitle } from '~/parts/useTitle'
import { mayAnywhere, useMe } from '~/session/me'
import { Link } from '@tanstack/react-router'

import { useArticles } from './articles'
import { Bulk } from './Bulk'
import { filterOf, narrows, sameFilter, searchOf, type Filter } from './filter'
import { Filters } from './Filters'
import { Preview } from './Preview'
import { Table } from './Table'
import { useSelection } from './selection'
import { useViews } from './views'
import { Views } from './Views'
import classes from './List.module.css'
import { useWords } from '~/i18n/useLang'

const route = getRouteApi('/shell/articles')

/** All editions of the newsroom that the person may read, found by whatever they ask. */
export function ListPage() {
  const { t } = useTranslation()
  const me = useMe()
  const words = useWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = useMemo(() => filterOf(search as Record<string, unknown>), [search])
  const asked = useArticles(filter)
  const selection = useSelection(asked.items)
  const [preview, setPreview] = useState<string>()
  const ask = (next: Filter, replace = false) => void navigate({ search: searchOf(next), replace })
  const view = useViews().data?.items.find((one) => sameFilter(one.filter, filter))
  const title = view ? words(view.name) : t('list.title')
  useTitle(title)
  const shown = asked.items.find((one) => one.edition.id === preview)
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{title}</Title>
        <Group gap="sm">
          <Views filter={filter} current={view} />
          {mayAnywhere(me, 'article.create') && <Button component={Link} {...(goTo('/articles/new') as object)} leftSection={<IconPlus size={18} aria-hidden />}>{t('list.new')}</Button>}
        </Group>
      </Group>
      <Filters filter={filter} ask={ask} />
      {asked.stale && (
        <output className={classes.news}>
          <Text size="sm">{t('list.changed')}</Text>
          <Button size="xs" variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void asked.renew()}>{t('list.renew')}</Button>
        </output>
      )}
      <Bulk selection={selection} />
      <Loaded asked={asked} lines={8}>{() => asked.items.length === 0 ? <Nothing filter={filter} ask={ask} /> : (
        <div className={classes.beside} data-preview={shown ? true : undefined}>
          <Table asked={asked} filter={filter} ask={ask} selection={selection} preview={preview} onPreview={setPreview} />
          {shown && <Preview item={shown} onClose={() => setPreview(undefined)} />}
        </div>
      )}</Loaded>
    </Stack>
  )
}

/** Nothing for this filter is another thing than nothing at all. */
function Nothing({ filter, ask }: { filter: Filter; ask: (filter: Filter) => void }) {
  const { t } = useTranslation()
  const me = useMe()
  if (narrows(filter) > 0 || filter.q) return <Empty action={<Button variant="default" onClick={() => ask({})}>{t('list.clear')}</Button>}>{t('list.nothingFound')}</Empty>
  return <Empty action={mayAnywhere(me, 'article.create') && <Button component={Link} {...(goTo('/articles/new') as object)}>{t('list.new')}</Button>}>{t('list.nothing')}</Empty>
}
