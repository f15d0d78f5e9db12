import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'

/** How long an act can be taken back. */
export const undoFor = 10_000

/** Tells what was done, or is about to be, with a way back for ten seconds. */
export function undoable(message: string, undoWord: string, undo: () => Promise<unknown> | void): string {
  const id = notifications.show({
    autoClose: undoFor,
    withCloseButton: false,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="xs" variant="default" onClick={() => {
          notifications.hide(id)
          void undo()
        }}>{undoWord}</Button>
      </Group>
    ),
  })
  return id
}
