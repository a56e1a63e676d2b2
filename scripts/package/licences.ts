/** Licences that let their code be passed on inside of a product under any terms, as long as their own text goes along. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
]);

/** Whether a package's SPDX expression allows it in what we ship: one alternative of `OR`, and all parts of `AND`. */
export function isAllowedLicence(expression: string): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((licence) => allowed.has(licence)));
}

/** Published without the text of the licence that its package.json names, so that there is none to pass on. */
const publishedWithoutText: ReadonlySet<string> = new Set(['standardwebhooks']);

/** What is wrong with the file of licences that the build has written, a sentence each. */
export function findLicenceProblems(text: string): readonly string[] {
  const entries = [...text.matchAll(/^=== (\S+) (\S+) \((.+)\) ===$/gm)];
  if (entries.length === 0) return ['The file of licences names no package.'];
  return entries.flatMap((entry, index) => {
    const [heading, name, version, licence = ''] = entry;
    const body = text.slice(entry.index + heading.length, entries[index + 1]?.index).trim();
    return [
      ...(isAllowedLicence(licence) ? [] : [`${name} ${version} is under ${licence}, which is not allowed.`]),
      ...(body.length > 100 || publishedWithoutText.has(name ?? '')
        ? []
        : [`${name} ${version} is bundled without its licence.`]),
    ];
  });
}
