import { Modal, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { Form } from './Form'
import { useAct } from './useAct'

/** Asks before what cannot be taken back, and names what it does. */
export function Confirm({ title, consequence, button, word, danger = true, send, onClose }: {
  title: string
  consequence: string
  button: string
  send: () => Promise<unknown>
  onClose: () => void
  danger?: boolean
  word?: { ask: string; wanted: string } // to be typed before what destroys something
}) {
  const { t } = useTranslation()
  const act = useAct()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const confirm = () => {
    if (word && typed.trim() !== word.wanted) return setWrong(true)
    void act.run(send).then((done) => done && onClose())
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Form act={act} danger={danger} button={button} onCancel={onClose} send={confirm}>
        <Text>{consequence}</Text>
        {word && <TextInput label={word.ask} value={typed} autoComplete="off" autoCapitalize="none" spellCheck={false} error={wrong && typed.trim() !== word.wanted && word.ask} onChange={(e) => setTyped(e.currentTarget.value)} />}
      </Form>
    </Modal>
  )
}
