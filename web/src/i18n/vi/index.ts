import type { Shape } from '../shape'
import { channels } from './channels'
import { common } from './common'
import { deliveries } from './deliveries'
import { may, roles } from './people'
import { schedule } from './schedule'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

/** All texts in Vietnamese: the source, and by its type the list of keys for every language. */
export const vi = { channels, common, deliveries, home, may, problem, roles, schedule, session, shell, states }

export type Texts = Shape<typeof vi>
