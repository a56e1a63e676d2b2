import { wordSet } from './wordSet.ts';

/** Whether what follows a key's prefix is made up, as documentation writes it: `xxxxxxxx`, `1234567890`, `EXAMPLE`. */
export function isPlaceholderKey(body: string): boolean {
  return (
    new Set(body).size < 6 ||
    /example|placeholder|redacted|your[-_]?|x{6}|\*{3}|\.{3}|0{10}/i.test(body) ||
    hasLongSequence(body)
  );
}

/** Whether a key's random part is words and small numbers with dashes between them, as in the name of a file or a class. */
export function isSpelledOut(body: string): boolean {
  const parts = body.split(/[-_.]+/).filter((part) => part !== '');
  return parts.length >= 3 && parts.every((part) => /^(?:[A-Za-z]?[a-z]*|[A-Z]+|[a-z]+\d{1,2}|\d{1,4})$/.test(part));
}

/** Whether a JSON Web Token is the one that documentation shows, of John Doe with the number 1234567890. */
export function isExampleToken(token: string): boolean {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return /"1234567890"|John Doe|example\.(?:com|org|net)|"some":|"foo"/i.test(claims);
}

/**
 * Whether an assigned value stands in for a secret instead of being one: a look-up in the environment or a vault, a
 * template, an example, a plain word such as `changeme`, or a value whose form says that it is something else.
 */
export function isPlaceholderValue(value: string): boolean {
  return (
    lookUp.test(value) ||
    isMasked(value) ||
    hasOtherForm(value) ||
    publishedExamples.some((example) => value.startsWith(example)) ||
    hasLongSequence(value) ||
    isMadeOfPlaceholderWords(value)
  );
}

/** `${VAR}`, `$VAR`, `%VAR%`, `{{ var }}`, `<your-key>`, `process.env.X`, `os.environ[…]`, and references to vaults. */
const lookUp =
  /^[<[({].*[>\])}]$|\$\{|^\$\(|^\$[A-Za-z_]\w*$|^%[\w.]+%$|\{\{|^%\(|#\{|^@@|<[%\w]|\b(?:process\.env|os\.environ|getenv|secrets?\.[A-Za-z]|vars\.|env\.|var\.)|^(?:vault|env|ref|op|arn|ssm|secretsmanager|file|keyring|doppler|kms|sops):|^!(?:Ref|Sub|secret|vault|ImportValue)\b|^ENC\[|^@Microsoft\.KeyVault/i;

/** Values that everybody knows: the tokens of RFC 6749, and the beginning of the key of Azure's storage emulator. */
const publishedExamples = [
  '2YotnFZFEjr1zCsic',
  'tGzv3JOkF0XG5Qx2',
  'czZCaGRSa3F0Mz',
  '7Fjfp0ZBr1KtDRbn',
  'gX1fBat3bV',
  'Eby8vdM02xNO',
];

function isMasked(value: string): boolean {
  return new Set(value).size < 4 || /x{4}|\*{3}|\.{3}|…|•|-{4}|_{4}/i.test(value);
}

/** A UUID, a password's hash, a version, a path, a URL without credentials, a date, an e-mail address, a data URI. */
function hasOtherForm(value: string): boolean {
  return otherForms.some((form) => form.test(value));
}

const otherForms: readonly RegExp[] = [
  /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i,
  /^\$(?:2[abxy]?|argon2\w*|scrypt|pbkdf2\S*|[156y])\$/,
  /^(?:sha\d+|md5)[-:]/i,
  /^[~^>=<v]*\d+(?:\.\d+)+[\w.+-]*$/,
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/,
  /^[a-z][a-z0-9+.-]*:\/\/[^@\s]*$/i,
  /^\d{4}-\d\d-\d\d(?:[T ]|$)/,
  /^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$/,
  /^(?:data|urn):/,
  /^(?:latin-?\d|utf-?\d+|ascii|sha-?\d+|md5|aes-?\d+[\w-]*|(?:hs|rs|es|ps)\d{3}|base\d\d|iso-?\d+[\d-]*)$/i,
  /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
];

/** Eight characters or more that count upwards, such as `0123456789` or `abcdefghij`. */
function hasLongSequence(value: string): boolean {
  let run = 1;
  for (let index = 1; index < value.length; index++) {
    const step = value.charCodeAt(index) - value.charCodeAt(index - 1);
    // After 9 comes 0 in `1234567890`.
    run = step === 1 || value.startsWith('90', index - 1) ? run + 1 : 1;
    if (run >= 8) return true;
  }
  return false;
}

/** Whether a word among these says what the value is about, so that the value is a name and no password. */
export function namesSomething(parts: readonly string[]): boolean {
  return parts.some((part) => {
    const words = part
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z]+/);
    return words.some((word) => placeholderWords.has(word) || technicalWords.has(word));
  });
}

/** `my-secret-token`, `changeme123`, `YOUR_API_KEY`, `test password`: words that stand in for something. */
function isMadeOfPlaceholderWords(value: string): boolean {
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  if (words.some((word) => signalWords.has(word))) return true;
  // `rootpassword` and `testpass`: the same without anything between.
  if (value.length - value.replace(joinedPlaceholders, '').length >= Math.max(6, value.length - 3)) return true;
  return (
    words.length > 0 &&
    words.every((word) => placeholderWords.has(word) || (word === value.toLowerCase() && userNames.has(word))) &&
    value.length - words.join('').length < 8
  );
}

/** Words that are long or telling enough to be looked for inside of others. */
const joinedPlaceholders =
  /password|passwd|passwort|secret|s3cr3t|auth|top|t0p|token|change|test|pass|root|admin|user|login|default|public|guest|demo|foo|bar|baz|your|some|fake|super|mysql|postgres|mongo|redis|oracle|sample|example/gi;

/** One of these is enough. */
const signalWords = wordSet(`
  changeme changeit change example placeholder dummy sample redacted todo fixme your yours replaceme insert
  undefined lorem ipsum fake mock notreal invalid
`);

/** All of the value must be made of these. */
const placeholderWords = wordSet(`
  password passwort passwd pass pwd passphrase secret secrets token tokens key api apikey access client auth
  private public refresh bearer basic credential credentials my our the a an some this is new old test tests
  testing demo foo bar baz qux abc xyz value string text here enter name user username login none null nil true
  false empty default unknown hidden masked super very strong random secure set me and or not no yes confirm
  confirmation current required optional type wrong bad valid correct same any id app service account session
  csrf jwt tiger alice bob top
`);

/** Names of accounts and servers. As a password they stand for a throwaway; with a number, as in `admin123`, people use them. */
const userNames = wordSet(`
  guest admin administrator root sa postgres mysql mariadb mongo mongodb redis oracle rabbitmq minio grafana travis
`);

/** What names of fields, errors, routes and the like are made of. */
const technicalWords = wordSet(`
  field input form reset error errors required invalid label page view screen button link url path file name names
  type types kind mode format length hash hashed encoded encrypted plain provider service manager handler store
  storage policy rule rules strength validator validate validation generate generator request response header
  body param parameter query claim grant flow code scope scopes role config configuration setting settings option
  options env environment variable forgot forgotten update create delete remove change changed confirm verify
  stdin stdout prompt basic digest oauth oidc saml ldap kerberos none optional string number integer boolean object array null
  contrasena senha wachtwoord parola haslo heslo salasana lozinka adgangskode losenord kodeord sifre motdepasse
`);
