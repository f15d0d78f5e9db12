import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'

/** The field that narrows a list. */
export function Find({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      type="search" aria-label={label} placeholder={label} value={value} leftSection={<IconSearch size={16} aria-hidden />} w={{ base: '100%', xs: 280 }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
