import type { Texts } from '../vi'

export const states: Texts['states'] = {
  draft: 'Draft',
  in_review: 'In review',
  changes_requested: 'Changes requested',
  approved: 'Approved',
  scheduled: 'Scheduled',
  sending: 'Sending',
  published: 'Published',
  partial: 'Partly published',
  uncertain: 'Outcome unknown',
  failed: 'Failed',
  withdrawn: 'Withdrawn',
  archived: 'Archived',
}
