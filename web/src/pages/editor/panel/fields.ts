/** The id of the field of the editor's page in which the title or the lead stands. */
export const fieldId = (field: 'title' | 'lead') => `editor-${field}`
