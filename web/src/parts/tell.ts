import { notifications } from '@mantine/notifications'

/** Says that something was done. */
export function tell(message: string): void {
  notifications.show({ message, color: 'lan' })
}
