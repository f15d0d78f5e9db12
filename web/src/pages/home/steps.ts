import { api } from '~/api/client'
import { mayAnywhere, useMe, type Me } from '~/session/me'

/** The first things that somebody does at the desk, in order. */
export interface Step {
  name: 'write' | 'submit' | 'approve' | 'schedule' | 'arrive' | 'units' | 'people' | 'channel' | 'story' | 'test'
  to: string
  done: boolean
}

export const managesHouse = (me: Me) => mayAnywhere(me, 'person.manage') && mayAnywhere(me, 'channel.manage')

/** What a newcomer has done of the way of a first story, by what the API says of their own stories. */
function useStorySteps(on: boolean): Step[] | undefined {
  const me = useMe()
  const { data } = api.useQuery('get', '/articles', { params: { query: { created_by: me.id, limit: 100 } } }, { enabled: on })
  if (!data) return undefined
  const editions = data.items.map((one) => one.edition)
  const sent = editions.find((one) => one.state === 'in_review')
  const approved = editions.find((one) => one.approved_release)
  return [
    { name: 'write', to: '/articles/new', done: editions.length > 0 },
    { name: 'submit', to: editions[0] ? `/articles/${editions[0].article}/${editions[0].lang}` : '/articles', done: editions.some((one) => one.submitted_at) },
    { name: 'approve', to: sent ? `/articles/${sent.article}/${sent.lang}/review` : '/reviews', done: approved !== undefined },
    { name: 'schedule', to: approved ? `/articles/${approved.article}/${approved.lang}/review` : '/articles', done: editions.some((one) => one.publication !== 'none') },
    { name: 'arrive', to: approved ? `/articles/${approved.article}/${approved.lang}/deliveries` : '/deliveries', done: editions.some((one) => one.publication === 'published' || one.publication === 'partly_published') },
  ]
}

/** What an administrator has set up, by what the API says of the house. */
function useHouseSteps(on: boolean): Step[] | undefined {
  const units = api.useQuery('get', '/units', { params: { query: { limit: 2 } } }, { enabled: on })
  const people = api.useQuery('get', '/people', { params: { query: { limit: 100 } } }, { enabled: on })
  const channels = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } }, { enabled: on })
  const planned = api.useQuery('get', '/deliveries', { params: { query: { limit: 1 } } }, { enabled: on })
  const arrived = api.useQuery('get', '/deliveries', { params: { query: { limit: 1, state: ['sent', 'confirmed'] } } }, { enabled: on })
  if (!units.data || !people.data || !channels.data || !planned.data || !arrived.data) return undefined
  const hold = (...roles: string[]) => people.data.items.some((one) => one.grants.some((grant) => grant.in_effect && roles.includes(grant.role)))
  return [
    { name: 'units', to: '/units', done: units.data.items.length > 1 },
    { name: 'people', to: '/people', done: hold('author', 'editor', 'contributor') && hold('approver') },
    { name: 'channel', to: '/channels/new', done: channels.data.items.some((one) => !one.passive) },
    { name: 'story', to: '/deliveries', done: planned.data.items.length > 0 },
    { name: 'test', to: '/deliveries', done: arrived.data.items.length > 0 },
  ]
}

/** The first steps of whoever writes or runs the house; undefined for others and while nobody knows. */
export function useSteps(): Step[] | undefined {
  const me = useMe()
  const runs = managesHouse(me)
  const writes = !runs && mayAnywhere(me, 'article.create')
  const house = useHouseSteps(runs)
  const story = useStorySteps(writes)
  return runs ? house : writes ? story : undefined
}
