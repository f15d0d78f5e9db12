import type { Schemas } from '~/api/client'

type State = Schemas['Delivery']['state']

/** Filters of the list of deliveries, as they stand in its address. */
export interface DeliveriesSearch {
  state?: Group
  channel?: string
  today?: boolean
}

export const groups = ['attention', 'waiting', 'moving', 'out', 'off'] as const
export type Group = (typeof groups)[number]

/** The states of the engine behind each word of the filter. */
export const statesOf: Record<Group, State[]> = {
  attention: ['attention', 'unsure'],
  waiting: ['waiting'],
  moving: ['sending', 'retrying', 'polling'],
  out: ['sent', 'confirmed'],
  off: ['cancelled', 'superseded', 'withdrawn'],
}

/** Reads the filters from an address; what makes no sense is left out. */
export function readSearch(raw: Record<string, unknown>): DeliveriesSearch {
  const state = groups.find((one) => one === raw.state)
  return {
    ...(state && { state }),
    ...(typeof raw.channel === 'string' && raw.channel && { channel: raw.channel }),
    ...((raw.today === true || raw.today === 'true') && { today: true }),
  }
}
