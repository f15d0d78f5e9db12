export function Pictures() { return null }
