import type { Texts } from '../vi'
import { common } from './common'
import { calendar, closedDays, coverage } from './days'
import { may, roles } from './people'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { calendar, closedDays, common, coverage, home, may, problem, roles, session, shell, states }
