/** The SDKs log answers that they cannot parse, and so the person's text, to the console: they are given this instead. */
export const silentLogger = { error: ignore, warn: ignore, info: ignore, debug: ignore };

function ignore(): void {
  // Nothing: the fault itself is classified and logged without any text.
}
