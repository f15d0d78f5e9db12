import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'

/** Says what was done, with a way back for ten seconds. */
export function tellUndo(text: string, undo?: { label: string; onUndo: () => void }): void {
  const id = notifications.show({
    message: (
      <Group gap="sm" justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        {undo && <Button size="xs" variant="default" onClick={() => {
          notifications.hide(id)
          undo.onUndo()
        }}>{undo.label}</Button>}
      </Group>
    ),
    autoClose: 10_000,
    withCloseButton: !undo,
  })
}

/** Says what could not be done, and why. */
export function tellRefused(title: string, why: string): void {
  notifications.show({ title, message: why, color: 'red', autoClose: 10_000 })
}
