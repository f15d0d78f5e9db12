import { Stack, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { Loaded } from '~/parts/Loaded'
import { Room } from '~/parts/Room'
import { Tag } from '~/parts/Tag'
import { Keys } from '~/pages/me/Keys'
import { useTime } from '~/time/useTime'

import { Ending } from './Ending'
import { Grants } from './Grants'
import { Identities } from './Identities'
import { stateOf, tones, usePerson } from './people'
import { PersonProfile } from './PersonProfile'
import { SignIn } from './SignIn'

const pressScopes = ['feed.read_partner', 'request.create']

/** One account: who it is, what it may do, how it signs in. */
export function Person() {
  const { t } = useTranslation()
  const time = useTime()
  const { person: id } = useParams({ strict: false }) as { person: string }
  const asked = usePerson(id)
  const person = asked.data?.data
  return (
    <Room
      title={person ? person.name || id.slice(-12) : ''} asked={asked} back={{ to: '/people', text: t('accounts.back') }}
      about={person && <>{person.login}{person.login && ' · '}{t('accounts.made')} {time.moment(person.created_at)} <Tag tone={tones[stateOf(person)]}>{t(`accounts.states.${stateOf(person)}`)}</Tag></>}
    >
      <Loaded asked={asked}>{({ data, tag }) => data.erased_at ? <Text>{t('accounts.end.erased', { day: time.day(data.erased_at) })}</Text> : (
        <Stack gap="md">
          <PersonProfile key={tag} person={data} tag={tag} onSaved={() => asked.refetch()} />
          <Grants key={`${tag}g`} person={data} tag={tag} onSaved={() => asked.refetch()} />
          <SignIn person={data} onChanged={() => asked.refetch()} />
          {data.grants.some((grant) => grant.role === 'press') && <Keys person={id} scopes={pressScopes} may={data.may['create-key']} />}
          <Identities person={id} may={data.may['manage']} />
          <Ending person={data} tag={tag} onChanged={() => asked.refetch()} />
        </Stack>
      )}</Loaded>
    </Room>
  )
}
