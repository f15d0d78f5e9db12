import type { Texts } from '../vi'

export const common: Texts['common'] = {
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  open: 'Open',
  more: 'More',
  yes: 'Yes',
  no: 'No',
  all: 'All',
}
