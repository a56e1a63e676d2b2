import type { Detection, Detector } from './detection.ts';
import { isPlaceholderValue } from './placeholders.ts';
import { looksLikeCode } from './secretValues.ts';

/** Finds addresses and connection strings that carry a password. */
export const findConnectionStrings: Detector = function* (text) {
  if (text.includes('://')) yield* findIn(text, urlWithPassword, 'url-with-password', 'an address with a password');
  if (text.includes('@tcp('))
    yield* findIn(text, goDataSource, 'data-source-name', 'a data source name with a password');
  if (text.includes(';'))
    yield* findIn(text, keyValueString, 'connection-string', 'a connection string with a password');
};

/** `scheme://user:password@host`; the user may be missing, as with Redis. */
const urlWithPassword =
  /:\/\/(?<=[a-z0-9][a-z0-9+.-]{1,30}:\/\/)(?<user>[^\s:@/"'`<>\\]{0,100}):(?<password>[^\s/"'`<>\\]{3,200})@[^\s/"'`<>@:]/gi;

/** `user:password@tcp(host:3306)/name`, as Go's MySQL driver writes it. */
const goDataSource = /(?<user>[\w.-]{1,100}):(?<password>[^\s@"'`]{3,200})@tcp\(/g;

/** `Server=…;User Id=…;Password=…` of ADO.NET, ODBC and JDBC, and the account keys of Azure. */
const keyValueString =
  /(?:[;"'`]\s{0,5}(?:password|pwd)|;\s{0,5}(?:accountkey|sharedaccesskey|sharedsecret))\s{0,3}=\s{0,3}(?<password>[^\s;"'`]{3,200})/gi;

function* findIn(text: string, pattern: RegExp, rule: string, what: string): Iterable<Detection> {
  for (const match of text.matchAll(pattern)) {
    const { user = '', password = '' } = match.groups ?? {};
    if (!isRealPassword(decode(password), decode(user))) continue;
    // The password alone: a placeholder in its place leaves a string that can still be read.
    const start = match.index + match[0].lastIndexOf(password);
    yield { kind: 'connection-string', rule, what, start, end: start + password.length };
  }
}

/** `postgres:postgres@localhost` is how tutorials and throwaway containers write it. */
function isRealPassword(password: string, user: string): boolean {
  // `host:8080,queue=main,node=rabbit@host`: a port, and what a list goes on with.
  if (/^\d{1,5}[,;&]/.test(password)) return false;
  return password.toLowerCase() !== user.toLowerCase() && !isPlaceholderValue(password) && !looksLikeCode(password);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: it was not encoded in the first place.
    return part;
  }
}
