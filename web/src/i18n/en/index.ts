import type { Texts } from '../vi'
import { common } from './common'
import { home } from './home'
import { notices } from './notices'
import { diff, names, panels } from './panels'
import { may, roles } from './people'
import { review } from './review'
import { session } from './session'
import { problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { common, diff, home, may, names, notices, panels, problem, review, roles, session, shell, states }
