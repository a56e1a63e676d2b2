/** What a package holds and should not, and what it lacks, one line each; empty where it is as it was accepted. */
export function compareFiles(found: readonly string[], accepted: readonly string[]): readonly string[] {
  return [
    ...found.filter((name) => !accepted.includes(name)).map((name) => `+ ${name}`),
    ...accepted.filter((name) => !found.includes(name)).map((name) => `- ${name}`),
  ];
}
