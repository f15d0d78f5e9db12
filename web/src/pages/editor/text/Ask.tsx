import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFocusBack } from '~/parts/useFocusBack'

/** A dialog that asks for one line. */
export function Ask({ title, label, description, value = '', submit, check, onAnswer, onClose }: {
  title: string
  label: string
  description?: string
  value?: string
  submit?: string
  check?: (words: string) => string // what is wrong with it, if anything
  onAnswer: (words: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  useFocusBack()
  const [words, setWords] = useState(value)
  const [wrong, setWrong] = useState('')
  function answer(event: FormEvent) {
    event.preventDefault()
    event.stopPropagation()
    const why = check?.(words.trim()) ?? ''
    setWrong(why)
    if (why) return
    onClose()
    onAnswer(words.trim().normalize('NFC'))
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={answer}>
        <Stack>
          <TextInput label={label} description={description} value={words} error={wrong || undefined} data-autofocus onChange={(event) => setWords(event.currentTarget.value)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit">{submit ?? t('common.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
