import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'

const span = 10_000

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
