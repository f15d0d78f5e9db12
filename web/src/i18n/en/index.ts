import type { Texts } from '../vi'
import { common } from './common'
import { diff, names, panels } from './panels'
import { may, roles } from './people'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { common, diff, home, may, names, panels, problem, roles, session, shell, states }
