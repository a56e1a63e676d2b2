import { faults } from './faults.ts';
import type { Outcome } from './play.ts';
import { protocols } from './protocols.ts';
import type { Cell } from './scene.ts';

/** Every cell of the matrix, in the order of the table. */
export const cells: readonly Cell[] = protocols.flatMap((protocol) =>
  faults.flatMap((fault) =>
    protocol.format.tasks
      .toSorted()
      .flatMap((task) => (['alone', 'chain'] as const).map((routes) => ({ protocol, fault, task, routes }))),
  ),
);

export function nameOf({ protocol, fault, task, routes }: Cell): string {
  return [protocol.name, fault.name, task, routes].join(' | ');
}

export const headings = ['server', 'fault', 'task', 'routes', 'what the person sees', 'ledger', 'asked again'];

export function toRow(cell: Cell, { seen, ledger, again }: Outcome): string {
  return `| ${nameOf(cell)} | ${seen} | ${ledger} | ${again} |`;
}

/** The written outcomes by the names of their cells. */
export function readTable(markdown: string): ReadonlyMap<string, Outcome> {
  const rows = markdown.split('\n').flatMap((line) => {
    const columns = line.split(' | ').map((column) => column.replace(/^\| | \|$/g, ''));
    const [seen, ledger, again] = columns.slice(4);
    if (columns.length !== headings.length || columns[0] === headings[0]) return [];
    if (seen === undefined || ledger === undefined || again === undefined) return [];
    return [[columns.slice(0, 4).join(' | '), { seen, ledger, again }] as const];
  });
  return new Map(rows);
}
