import type { Texts } from '../vi'
import { common } from './common'
import { home } from './home'
import { mine, noticeKinds } from './mine'
import { notices } from './notices'
import { diff, names, panels } from './panels'
import { may, roles } from './people'
import { review } from './review'
import { rights, rooms } from './rooms'
import { session } from './session'
import { problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { common, diff, home, may, mine, names, noticeKinds, notices, panels, problem, review, rights, roles, rooms, session, shell, states }
