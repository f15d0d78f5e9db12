import type { Shape } from '../shape'
import { accounts } from './accounts'
import { flow, plansRoom, record, settingsRoom, units } from './admin'
import { common } from './common'
import { calendar, closedDays, coverage } from './days'
import { editor } from './editor'
import { home } from './home'
import { mine, noticeKinds } from './mine'
import { notices } from './notices'
import { diff, names, panels } from './panels'
import { may, roles } from './people'
import { press } from './press'
import { review } from './review'
import { rights, rooms } from './rooms'
import { session } from './session'
import { problem, shell } from './shell'
import { states } from './states'

/** All texts in Vietnamese: the source, and by its type the list of keys for every language. */
export const vi = { accounts, calendar, closedDays, common, coverage, diff, editor, flow, home, may, mine, names, noticeKinds, notices, panels, plansRoom, press, problem, record, review, rights, roles, rooms, session, settingsRoom, shell, states, units }

export type Texts = Shape<typeof vi>
