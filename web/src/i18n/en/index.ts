import type { Texts } from '../vi'
import { channels } from './channels'
import { common } from './common'
import { deliveries } from './deliveries'
import { may, roles } from './people'
import { schedule } from './schedule'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { channels, common, deliveries, home, may, problem, roles, schedule, session, shell, states }
