import type { Shape } from '../shape'
import { common } from './common'
import { mine, noticeKinds } from './mine'
import { may, roles } from './people'
import { rights, rooms } from './rooms'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

/** All texts in Vietnamese: the source, and by its type the list of keys for every language. */
export const vi = { common, home, may, mine, noticeKinds, problem, rights, roles, rooms, session, shell, states }

export type Texts = Shape<typeof vi>
