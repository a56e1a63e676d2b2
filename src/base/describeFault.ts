/** The name of an error and where it arose. Its message may hold a text of the person's. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return [error.name, place?.trim()].filter(Boolean).join(' ');
}
