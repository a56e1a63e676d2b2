/** The `Watershed` log channel. A line never holds a key or a text of the person's. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
