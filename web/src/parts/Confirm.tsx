import { Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { Form } from './Form'
import { useAct } from './useAct'

/** Asks before what cannot be taken back, and names what it does. */
export function Confirm({ title, consequence, button, send, onClose, children }: {
  title: string
  consequence: string
  button: string
  send: () => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}) {
  const { t } = useTranslation()
  const act = useAct()
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Form act={act} danger button={button} onCancel={onClose} send={() => void act.run(send).then((done) => done && onClose())}>
        <Text>{consequence}</Text>
        {children}
      </Form>
    </Modal>
  )
}
