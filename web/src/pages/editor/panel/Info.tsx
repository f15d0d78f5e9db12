import { Chip, Group, Input, MultiSelect, SegmentedControl, Select, Stack, Switch, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits, type Facet } from '~/api/catalogue'
import { fieldError, type Problem } from '~/api/problem'
import { useReason } from '~/parts/May'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'

import { useEdited } from '../edited'
import { useRequired } from '../missing'
import { useClosed } from '../closed'
import { useStory, type Change, type Story } from '../useStory'
import { byWords } from './byWords'
import { CoAuthors } from './CoAuthors'
import classes from './Info.module.css'
import { Thin } from './Thin'

/** Where the story belongs: the facets of the plan, and what else is told of it. */
export function Info() {
  const { article } = useEdited()
  const { asked, change, problem } = useStory(article)
  return <Loaded asked={asked} lines={6}>{(story) => <Fields story={story} change={change} problem={problem} />}</Loaded>
}

interface Part {
  story: Story
  change: (what: Change) => void
  problem: Problem | null
}

type Many = 'areas' | 'audiences' | 'topics' | 'member_states'
const many: { field: Many; kind: Facet['kind'] }[] = [
  { field: 'areas', kind: 'area' }, { field: 'topics', kind: 'topic' }, { field: 'audiences', kind: 'audience' }, { field: 'member_states', kind: 'member_state' },
]
/** Of these a story has one as a rule, so that the list closes after a choice. */
const mostlyOne: Many[] = ['areas', 'topics']

function Fields({ story, change, problem }: Part) {
  const { t } = useTranslation()
  const reason = useReason()
  const { edition } = useEdited()
  const why = useClosed(edition) || reason(story.may?.edit)
  const asked = useRequired(edition)
  const [opened, setOpened] = useState<Many | null>(null)
  const set = (part: Partial<Story['facets']>) => change((now) => ({ facets: { ...now.facets, ...part } }))
  const closed = why !== ''
  const required = (pointer: string) => !closed && asked(pointer)
  const facets = useFacets(story.plan)
  const options = (kind: Facet['kind'], chosen: readonly string[]) => facets.of(kind).filter((one) => one.usable || chosen.includes(one.code)).map((one) => ({ value: one.code, label: facets.name(kind, one.code) }))
  const pillars = story.facets.pillars ?? []
  return (
    <Stack gap="md">
      {closed && <Text size="sm" c="dimmed">{why}</Text>}
      {problem && <ProblemNote problem={problem} />}
      <Input.Wrapper label={t('editor.info.pillars')} withAsterisk={required('/facets/pillars')} error={fieldError(problem, '/facets/pillars')} id="info-pillars" labelElement="div">
        <Chip.Group multiple value={pillars} onChange={(value) => set({ pillars: value })}>
          <Group gap="sm" component="fieldset" className={classes.pillars} aria-label={t('editor.info.pillars')} mt={4}>{options('pillar', pillars).map((one) => <Chip key={one.value} value={one.value} disabled={closed} size="sm">{facets.short('pillar', one.value)}</Chip>)}</Group>
        </Chip.Group>
      </Input.Wrapper>
      {many.map(({ field, kind }) => (
        <MultiSelect key={field} id={`info-${field}`} label={t(`editor.info.${field}`)} withAsterisk={required(`/facets/${field}`)} aria-required={required(`/facets/${field}`)} searchable hidePickedOptions filter={byWords} disabled={closed} nothingFoundMessage={t('editor.info.nothing')} error={fieldError(problem, `/facets/${field}`)}
          data={options(kind, story.facets[field] ?? [])} value={story.facets[field] ?? []} dropdownOpened={opened === field} onDropdownOpen={() => setOpened(field)} onDropdownClose={() => setOpened(null)} onChange={(value) => {
            if (mostlyOne.includes(field)) setOpened(null)
            set({ [field]: value })
          }} />
      ))}
      <Thin story={story} />
      <Select id="info-form" withAsterisk={required('/facets/form')} label={t('editor.info.form')} searchable clearable filter={byWords} disabled={closed} data={options('form', story.facets.form ? [story.facets.form] : [])} value={story.facets.form ?? null} onChange={(value) => set({ form: value ?? '' })} error={fieldError(problem, '/facets/form')} />
      <TagsInput id="info-keywords" withAsterisk={required('/keywords')} label={t('editor.info.keywords')} description={t('editor.info.keywordsHelp')} disabled={closed} value={story.keywords ?? []} onChange={(value) => change(() => ({ keywords: value.map((one) => one.normalize('NFC')) }))} error={fieldError(problem, '/keywords')} />
      <Rest story={story} change={change} problem={problem} closed={closed} />
    </Stack>
  )
}

function Rest({ story, change, problem, closed }: Part & { closed: boolean }) {
  const { t } = useTranslation()
  const units = useUnits()
  const unit = units.all.find((one) => one.code === story.unit)
  const heirs = unit?.passed_to ?? []
  return (
    <>
      <Input.Wrapper label={t('editor.info.priority')} labelElement="div" id="info-priority">
        <SegmentedControl mt={4} fullWidth aria-label={t('editor.info.priority')} disabled={closed} value={String(story.priority)} onChange={(value) => change(() => ({ priority: Number(value) }))}
          data={(['normal', 'high', 'urgent'] as const).map((name, i) => ({ value: String(i), label: t(`editor.info.priorities.${name}`) }))} />
      </Input.Wrapper>
      {heirs.length > 0 ? (
        <Select id="info-unit" label={t('editor.info.unit')} description={t('editor.info.unitEnded', { name: units.name(story.unit) })} disabled={closed} data={[story.unit, ...heirs].map((code) => ({ value: code, label: units.name(code) }))}
          value={story.unit} onChange={(value) => value && value !== story.unit && change(() => ({ unit: value }))} error={fieldError(problem, '/unit')} />
      ) : (
        <Input.Wrapper label={t('editor.info.unit')} labelElement="div" id="info-unit"><Text>{units.name(story.unit)}</Text></Input.Wrapper>
      )}
      <CoAuthors story={story} change={change} closed={closed} />
      <Switch id="info-together" label={t('editor.info.together')} description={t('editor.info.togetherHelp')} disabled={closed} checked={story.together} onChange={(event) => {
        const { checked } = event.currentTarget
        change(() => ({ together: checked }))
      }} error={fieldError(problem, '/together')} />
    </>
  )
}
