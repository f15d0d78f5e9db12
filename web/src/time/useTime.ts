import { useMemo } from 'react'

import { house } from '~/app/house'
import { useLang } from '~/i18n/useLang'

import * as format from './format'

/** Ways to write instants (RFC 3339, as the API answers them), in the newsroom's zone and the person's language. */
export function useTime() {
  const lang = useLang()
  return useMemo(() => {
    const zone = house.zone
    return {
      zone,
      zoneText: format.zoneText(zone, lang),
      day: (at: string) => format.dayOf(new Date(at), lang, zone),
      clock: (at: string) => format.clockOf(new Date(at), zone),
      exactClock: (at: string) => format.exactClockOf(new Date(at), zone),
      moment: (at: string) => format.momentOf(new Date(at), lang, zone),
      momentIn: (at: string, elsewhere: string) => format.momentOf(new Date(at), lang, elsewhere),
      relative: (at: string, now = new Date()) => format.relativeTo(new Date(at), now, lang),
      /** A deadline, by the day alone where no hour was named: the instant is the first at which it is late. */
      due: (due: { time: string; at: string }) => (due.time.includes('T') ? format.momentOf(new Date(due.at), lang, zone) : format.dayOf(new Date(Date.parse(due.at) - 1000), lang, zone)),
      number: (n: number) => format.numberText(n, lang),
    }
  }, [lang])
}
