import type { Shape } from '../shape'
import { channels } from './channels'
import { common } from './common'
import { deliveries } from './deliveries'
import { home } from './home'
import { mine, noticeKinds } from './mine'
import { notices } from './notices'
import { diff, names, panels } from './panels'
import { may, roles } from './people'
import { review } from './review'
import { rights, rooms } from './rooms'
import { schedule } from './schedule'
import { session } from './session'
import { problem, shell } from './shell'
import { states } from './states'

/** All texts in Vietnamese: the source, and by its type the list of keys for every language. */
export const vi = { channels, common, deliveries, diff, home, may, mine, names, noticeKinds, notices, panels, problem, review, rights, roles, rooms, schedule, session, shell, states }

export type Texts = Shape<typeof vi>
