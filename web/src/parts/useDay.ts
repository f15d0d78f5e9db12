import { useTime } from '~/time/useTime'

/** Writes days as the API names them (2026-11-28), which have no hour and no zone. */
export function useDay(): (day: string) => string {
  const time = useTime()
  return (day) => time.day(`${day}T05:00:00Z`)
}
