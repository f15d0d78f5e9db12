interface Part<T> {
  items: T[]
  next_cursor?: string
}

/** Reads a list to its end, part by part, for pages that search in all of it. */
export async function allOf<T>(ask: (query: { limit: number; cursor?: string }) => Promise<Part<T>>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | undefined; ;) {
    const part = await ask({ limit: 100, ...(cursor && { cursor }) })
    all.push(...part.items)
    cursor = part.next_cursor
    if (!cursor) return all
  }
}
