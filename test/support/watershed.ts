/** The id of the status item as the editor's page shows it: publisher, name, and the item's own id. */
export const meterId = 'watershed.watershed.watershed.meter';
