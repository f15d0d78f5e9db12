import type { Texts } from '../vi'
import { common } from './common'
import { mine, noticeKinds } from './mine'
import { may, roles } from './people'
import { rights, rooms } from './rooms'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { common, home, may, mine, noticeKinds, problem, rights, roles, rooms, session, shell, states }
