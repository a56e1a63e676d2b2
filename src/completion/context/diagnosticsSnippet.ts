import type { NearDiagnostic } from '../../contract/context.ts';
import type { ContextSnippet, OriginFile } from '../../contract/request.ts';

const mostDiagnostics = 4;
const longestMessage = 160;
const longestLine = 80;

/**
 * What the editor marks as wrong near the cursor, as comments of the file's language: errors before warnings, the nearest
 * first. Lines are quoted, not numbered: the model sees no numbers, and they would change with each line that is added.
 * Undefined where nothing is wrong or the language has no comment of one line.
 */
export function toDiagnosticsSnippet(
  diagnostics: readonly NearDiagnostic[],
  origin: OriginFile,
): ContextSnippet | undefined {
  const mark = lineCommentOf(origin.languageId);
  if (mark === undefined || diagnostics.length === 0) return undefined;
  const errorsFirst = [...diagnostics].sort((one, other) => rankOf(one) - rankOf(other));
  const lines = errorsFirst.slice(0, mostDiagnostics).map(({ severity, message, lineText }) => {
    const place = lineText === undefined ? 'in this line' : `in \`${shorten(lineText, longestLine)}\``;
    return `${mark} ${severity} ${place}: ${shorten(message, longestMessage)}`;
  });
  return { origin, text: [...new Set(lines)].join('\n') };
}

function rankOf({ severity }: NearDiagnostic): number {
  return severity === 'error' ? 0 : 1;
}

/** On one line, and no longer than `length`; a character is never split. */
function shorten(text: string, length: number): string {
  const [first = ''] = text.trim().split('\n');
  return first.length <= length ? first : `${first.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function lineCommentOf(languageId: string): string | undefined {
  return Object.entries(languagesByComment).find(([, languages]) => languages.split(' ').includes(languageId))?.[0];
}

/** Language identifiers of VS Code by the mark of their one-line comments. */
const languagesByComment = {
  '//':
    'typescript typescriptreact javascript javascriptreact c cpp csharp fsharp java kotlin scala groovy go rust swift ' +
    'dart php zig objective-c objective-cpp jsonc less scss cuda-cpp vue svelte',
  '#':
    'python ruby perl r shellscript powershell yaml toml dockerfile makefile cmake coffeescript elixir julia nim ' +
    'terraform gdscript',
  '--': 'sql lua haskell ada elm',
};
