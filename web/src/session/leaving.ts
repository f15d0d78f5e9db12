const leavers = new Set<() => Promise<unknown>>()

/** Has something let go at the server before the person signs out, while they may still. Returns how to forget it. */
export function onLeaving(leave: () => Promise<unknown>): () => void {
  leavers.add(leave)
  return () => void leavers.delete(leave)
}

export async function leaveAll(): Promise<void> {
  await Promise.all([...leavers].map((leave) => leave()))
}
