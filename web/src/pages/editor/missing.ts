import { api, type Schemas } from '~/api/client'

import { useKept, type Editing } from './useEditing'

type Place = Pick<Schemas['Edition'], 'article' | 'lang'>

function useBlockers({ article, lang }: Place): Schemas['ChecklistItem'][] {
  const { data } = api.useQuery('get', '/articles/{id}/editions/{lang}/checklist', { params: { path: { id: article, lang } } })
  return data?.items.filter((one) => one.severity === 'blocker') ?? []
}

/** Which fields a story cannot be handed in without, by JSON pointer: those that the checklist's blockers name. */
export function useRequired(place: Place): (pointer: string) => boolean {
  const blockers = useBlockers(place)
  return (pointer) => blockers.some((one) => one.pointer === pointer)
}

/** How much stops the story. What was typed since the server judged it last is not held against it. */
export function useMissing({ edition, keeper, writing, editor }: Editing): { count: number; unjudged: boolean } {
  const { saving } = useKept(keeper)
  const blockers = useBlockers(edition)
  const unjudged = saving.version > 0 || saving.kept < saving.edits
  const typed: Record<string, boolean> = { '/title': writing.title.trim() !== '', '/lead': writing.lead.trim() !== '', '/body': editor?.isEmpty === false }
  return { count: blockers.filter((one) => !one.done && !(unjudged && typed[one.pointer])).length, unjudged }
}
