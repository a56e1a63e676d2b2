import { wordSet } from './wordSet.ts';

/** What a name promises of its value: people make passwords up, and machines generate keys. */
export type SecretKind = 'password' | 'secret' | 'token' | 'key';

/** What a name such as `DB_PASSWORD`, `apiKey` or `spring.mail.password` holds; undefined when it is no secret. */
export function secretKindOf(name: string): SecretKind | undefined {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || aboutWords.has(last) || words.some((word) => harmlessWords.has(word))) return undefined;
  if (words.some((word) => passwordWords.has(word))) return 'password';
  if (words.some((word) => secretWords.has(word))) return 'secret';
  if (words.some((word) => tokenWords.has(word))) return 'token';
  return isKeyName(words) ? 'key' : undefined;
}

/** Whether a call or a list with this name hands the secret over, as `setPassword("…")` does and `getToken("…")` does not. */
export function takesArgument(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const isSecret = [passwordWords, secretWords, tokenWords, joinedKeyWords].some((known) => known.has(last));
  // `pass` alone is also what a test does.
  if (words.length === 1 && shortWords.has(last)) return false;
  return (isSecret || last === 'key') && !words.some((word) => lookUpVerbs.has(word));
}

/** Whether a name ends in a word for a password, as `smtp_password` does and `passwordKey` does not. */
export function isPasswordName(name: string): boolean {
  return passwordWords.has(wordsOf(name).at(-1) ?? '');
}

const shortWords = wordSet('pass pw auth psk');

/** Where a name may hold a secret at all. It finds the places that secretKindOf then judges. */
export const secretNameHint =
  /passw|passphrase|passcode|(?<![a-z])p(?:ass|w)(?![a-z])|(?:db|user|root|admin|mail|smtp|ftp|ssh|login|proxy|key|store|trust)pass(?![a-z])|pwd|psk|secret|token|credential|api[_-]?key|(?:access|private|auth|encryption|encrypt|signing|sign|master|shared|account|storage|admin|license|crypt|hmac|app|validation|decryption)[_-]?key|[_-]auth\b|bearer/gi;

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** `key` alone names too much: it counts together with a word that says what it opens. */
function isKeyName(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (joinedKeyWords.has(word)) return true;
    const before = words[index - 1];
    return word === 'key' && before !== undefined && keyOwners.has(before);
  });
}

const passwordWords = wordSet(`
  password passwd passwort pass pwd pw passphrase passcode psw pswd psk
  dbpassword dbpasswd dbpass dbpwd userpassword userpass rootpassword adminpassword pgpassword sshpass mysqlpwd
`);
const secretWords = wordSet(`
  secret secrets credential credentials clientsecret
`);
const tokenWords = wordSet(`
  token authtoken accesstoken auth bearer
`);
const joinedKeyWords = wordSet(`
  apikey accesskey privatekey secretkey authkey accountkey masterkey
`);
const keyOwners = wordSet(`
  api access private auth encryption encrypt signing sign master shared account storage admin license crypt
  hmac app application validation decryption
`);

const lookUpVerbs = wordSet(`
  get find has is check parse read fetch load import require revoke verify validate remove delete
`);

/** Whether the owner of a name writes its keys as UUIDs, which are anything but keys elsewhere. */
export function hasUuidKeys(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => uuidKeyOwners.has(word));
}

/** Vendors whose keys are UUIDs, as the rule sets in vendorFormats/sources.ts agree. */
const uuidKeyOwners = wordSet(`
  heroku snyk hubspot postmark codecov exa confluent gitguardian pusher scaleway scw sambanova consul nomad hetzner
  opsgenie sparkpost vultr rapid circleci elevenlabs sonatype airship appcenter bugsnag honeybadger
`);

/** A name that ends in one of these speaks about a secret and does not hold it. */
const aboutWords = wordSet(`
  name names url uri endpoint field fields id ids type types path file dir header headers label placeholder
  prefix suffix regex regexp pattern length len limit limits count ttl expiry expires expiration lifetime hash
  hashes digest hint policy input form error errors message msg param params provider manager store service
  handler validator reset page screen title text description help encoder usage budget size index kind class
  format scheme algorithm strategy source ref selector button visible required enabled disabled version arn
  mount volume role max min issuer audience scope scopes method mode callback link env var variable options
  option opts config configuration settings info schema request response result results list map context
`);

/** A name with one of these anywhere is about something else. */
const harmlessWords = wordSet(`
  public max tokenizer tokenize tokens csrf xsrf cancellation pagination page next continuation cursor sort
  sync syntax lexer parser design eos bos pad stop special
`);
