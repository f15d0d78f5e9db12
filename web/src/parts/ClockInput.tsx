import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'

/** Reads a time as people type it: 8:00, 8h30, 0830, 8. Empty where it is none. */
export function readClock(typed: string): string {
  const [, hour = '', minute = ''] = /^\s*(\d{1,2})\s*(?:[:hg.]\s*(\d{0,2})|(\d{2}))?\s*$/i.exec(typed)?.map((part, i, all) => (i === 2 ? part ?? all[3] : part)) ?? []
  const time = { hour: Number(hour), minute: Number(minute) }
  if (hour === '' || time.hour > 23 || time.minute > 59) return ''
  return `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`
}

/** A time of the day in 24 hours, whatever the browser's own habit; written out once the field is left. */
export function ClockInput({ value, onChange, ...rest }: Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onChange: (clock: string) => void }) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) { // changed from outside
    setKnown(value)
    if (readClock(typed) !== value) setTyped(value)
  }
  return (
    <TextInput {...rest} value={typed} placeholder="08:00" inputMode="numeric" maxLength={5} onBlur={() => setTyped(readClock(typed) || typed)}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(readClock(event.currentTarget.value))
      }} />
  )
}
