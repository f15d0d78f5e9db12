import type { Shape } from '../shape'
import { common } from './common'
import { calendar, closedDays, coverage } from './days'
import { may, roles } from './people'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

/** All texts in Vietnamese: the source, and by its type the list of keys for every language. */
export const vi = { calendar, closedDays, common, coverage, home, may, problem, roles, session, shell, states }

export type Texts = Shape<typeof vi>
