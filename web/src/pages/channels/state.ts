import type { Schemas } from '~/api/client'

/** What a channel is doing, the gravest first. */
export type ChannelCondition = 'paused' | 'held' | 'cut' | 'parked' | 'resting' | 'dry' | 'running'

/** The conditions of a channel, gravest first; one that just works is running. */
export function conditionsOf(channel: Schemas['Channel'], now = new Date()): ChannelCondition[] {
  const list: ChannelCondition[] = []
  if (channel.hold) list.push('held')
  else if (channel.paused) list.push('paused')
  if (channel.breaker) list.push('cut')
  if (channel.parked_until && new Date(channel.parked_until) > now) list.push('parked')
  if (channel.rests && new Date(channel.rests.from) <= now && now < new Date(channel.rests.until)) list.push('resting')
  if (channel.dry_run) list.push('dry')
  return list.length > 0 ? list : ['running']
}
