import { useMe } from '~/session/me'

/** Names of people by their ids; empty for whoever is not known. */
export function useNames(_ids: (string | undefined)[]): (id: string | undefined) => string {
  const me = useMe()
  return (id) => (id === me.id ? me.name : '')
}
