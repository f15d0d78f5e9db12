import type { Texts } from '../vi'
import { common } from './common'
import { editor } from './editor'
import { may, roles } from './people'
import { session } from './session'
import { home, problem, shell } from './shell'
import { states } from './states'

export const en: Texts = { common, editor, home, may, problem, roles, session, shell, states }
