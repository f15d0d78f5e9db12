import type { Schemas } from '~/api/client'

type Channel = Schemas['Channel']

const soon = 30 * 86_400_000

/** Whether a channel sends nothing now, by a person's or the engine's doing. */
export function standsStill(one: Channel, now: Date): boolean {
  return one.paused || one.hold !== undefined || one.breaker !== undefined || (one.parked_until !== undefined && new Date(one.parked_until) > now)
}

/** Whether the credential of a channel ends within thirty days, or has. */
export function endsSoon(one: Channel, now: Date): boolean {
  return one.credential_expires_at !== undefined && new Date(one.credential_expires_at).getTime() - now.getTime() < soon
}

export const needsLook = (one: Channel, now: Date) => standsStill(one, now) || endsSoon(one, now)
