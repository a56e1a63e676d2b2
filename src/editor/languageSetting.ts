import type { LanguageSwitches } from '../completion/switches.ts';

/** The values that `watershed.completion.languages` has in different places, unchecked. */
export interface LanguageValues {
  readonly defaultValue?: unknown;
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
}

/** One switch for each language that is named anywhere: the workspace's word goes before the person's general one. */
export function mergeLanguages(values: LanguageValues): LanguageSwitches {
  return {
    ...switchesOf(values.defaultValue),
    ...switchesOf(values.globalValue),
    ...switchesOf(values.workspaceValue),
  };
}

/** Where a language has to be switched so that it makes a difference, and the whole value to be written there. */
export function changeLanguage(
  values: LanguageValues,
  languageId: string,
  isOn: boolean,
): { readonly target: 'global' | 'workspace'; readonly value: LanguageSwitches } {
  const workspace = switchesOf(values.workspaceValue);
  const isNamedThere = Object.hasOwn(workspace, languageId) || Object.hasOwn(workspace, '*');
  return isNamedThere
    ? { target: 'workspace', value: { ...workspace, [languageId]: isOn } }
    : { target: 'global', value: { ...switchesOf(values.globalValue), [languageId]: isOn } };
}

/** What is neither on nor off was written by mistake, and says nothing; the settings editor underlines it. */
function switchesOf(value: unknown): LanguageSwitches {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
  return Object.fromEntries(entries);
}
