import type { ReactNode } from 'react'

import classes from './Rows.module.css'

export interface Column<T> {
  title: string
  render: (row: T) => ReactNode
  tight?: boolean // as narrow as what stands in it
}

/** A list as a table; on narrow screens each row becomes a card with its columns below each other. */
export function Rows<T>({ name, columns, rows, id }: { name: string; columns: Column<T>[]; rows: T[]; id: (row: T) => string }) {
  return (
    <table className={classes.table} aria-label={name}>
      <thead><tr>{columns.map((one) => <th key={one.title} scope="col">{one.title}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={id(row)}>
            {columns.map((one, at) => <td key={one.title} data-title={one.title} data-first={at === 0 || undefined} data-tight={one.tight || undefined}>{one.render(row)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
