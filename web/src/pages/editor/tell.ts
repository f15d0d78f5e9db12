import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

import { unreachable, type Problem } from '~/api/problem'

/** Says in a corner what stood against an act. */
export function tellProblem(problem: Problem): void {
  const silent = problem.code === unreachable
  notifications.show({
    color: 'red', autoClose: 10_000, closeButtonProps: { 'aria-label': i18next.t('common.close') }, title: silent ? i18next.t('problem.unreachable') : problem.detail || problem.title,
    message: [silent ? i18next.t('problem.unreachableRemedy') : problem.remedy, ...(problem.errors ?? []).map((one) => one.detail), problem.request_id && i18next.t('problem.request', { id: problem.request_id })].filter(Boolean).join(' '),
  })
}

/** Says how much a story lacks, away from the list that opens beside the text. */
export function tellMissing(count: number): void {
  notifications.show({ id: 'missing', position: 'bottom-center', message: i18next.t('editor.check.refused', { count }), autoClose: 5_000, closeButtonProps: { 'aria-label': i18next.t('common.close') } })
}

/** Says in a corner that something is done. */
export function tellDone(message: string): void {
  notifications.show({ message, autoClose: 5_000, closeButtonProps: { 'aria-label': i18next.t('common.close') } })
}
