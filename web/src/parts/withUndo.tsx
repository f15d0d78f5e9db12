import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'

const span = 10_000

/** Says what was done, and lets it be undone for ten seconds. */
export function tellDone(done: string, undo: string, onUndo: () => void): void {
  const id = notifications.show({ autoClose: span, title: done, message: (
    <Button size="compact-sm" variant="default" onClick={() => {
      notifications.hide(id)
      onUndo()
    }}>{undo}</Button>
  ) })
}

/** Does what cannot be undone once ten seconds have passed in which the person did not stop it. */
export function doSoon(coming: string, stop: string, act: () => void): void {
  let stopped = false
  const id = notifications.show({ autoClose: span, title: coming, onClose: () => !stopped && act(), message: (
    <Button size="compact-sm" variant="default" onClick={() => {
      stopped = true
      notifications.hide(id)
    }}>{stop}</Button>
  ) })
}
