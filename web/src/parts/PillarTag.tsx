import { useFacets } from '~/api/catalogue'

import classes from './PillarTag.module.css'

/** The place of a pillar in the plan's order, by which it has its colour; 0 stands for those that cross pillars. */
export function usePillarOrder(): (code: string) => number {
  const pillars = useFacets().of('pillar')
  return (code) => {
    const at = pillars.findIndex((one) => one.code === code)
    return at >= 0 && at < 3 ? at + 1 : 0
  }
}

/** A pillar by its short name and its colour. */
export function PillarTag({ code }: { code: string }) {
  const order = usePillarOrder()
  const facets = useFacets()
  return <span className={classes.tag} data-pillar={order(code)} title={facets.name('pillar', code)}>{facets.short('pillar', code)}</span>
}
