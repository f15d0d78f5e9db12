import { useSaid } from './say'

/** The place from which screen readers take what `say` says. */
export function Spoken() {
  const said = useSaid()
  return <div className="unseen" aria-live="polite" data-spoken="">{said}</div>
}
