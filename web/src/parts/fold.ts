/** Letters without marks and case, so that "le hoi" finds "Lễ hội". */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
}

/** Whether each word of what somebody looks for stands in one of the texts. */
export function finds(sought: string, ...texts: (string | undefined)[]): boolean {
  const all = fold(texts.filter(Boolean).join(' '))
  return fold(sought).split(/\s+/).every((word) => all.includes(word))
}
