/** The list's columns; the name is a class of their cells and a hook for tests. */
export const columns = [
  { name: 'time', label: 'Time' },
  { name: 'destination', label: 'Destination' },
  { name: 'model', label: 'Model' },
  { name: 'why', label: 'Why' },
  { name: 'bytes', label: 'Sent' },
  { name: 'cost', label: 'Cost' },
  { name: 'found', label: 'Found' },
  { name: 'end', label: 'Outcome' },
  { name: 'hash', label: 'SHA-256' },
] as const;

export type ColumnName = (typeof columns)[number]['name'];
