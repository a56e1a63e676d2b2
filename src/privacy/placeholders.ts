import { wordSet } from './wordSet.ts';

/** Whether what follows a key's prefix is made up, as documentation writes it: `xxxxxxxx`, `1234567890`, `EXAMPLE`. */
export function isPlaceholderKey(body: string): boolean {
  return (
    new Set(body).size < 6 ||
    /example|placeholder|redacted|your[-_]?|x{6}|\*{3}|\.{3}|0{10}/i.test(body) ||
    hasLongSequence(body)
  );
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
    hasLongSequence(value) ||
    isMadeOfPlaceholderWords(value)
  );
}

/** `${VAR}`, `$VAR`, `%VAR%`, `{{ var }}`, `<your-key>`, `process.env.X`, `os.environ[…]`, and references to vaults. */
const lookUp =
  /^[<[({].*[>\])}]$|\$\{|^\$\(|^\$[A-Za-z_]\w*$|^%[\w.]+%$|\{\{|^%\(|#\{|^@@|<[%\w]|\b(?:process\.env|os\.environ|getenv|secrets?\.[A-Za-z]|vars\.|env\.|var\.)|^(?:vault|env|ref|op|arn|ssm|secretsmanager|file|keyring|doppler|kms|sops):|^!(?:Ref|Sub|secret|vault|ImportValue)\b|^ENC\[|^@Microsoft\.KeyVault/i;

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
  /^data:/,
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

/** `my-secret-token`, `changeme123`, `YOUR_API_KEY`, `test password`: words that stand in for something. */
function isMadeOfPlaceholderWords(value: string): boolean {
  const words = value
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  if (words.some((word) => signalWords.has(word))) return true;
  return (
    words.length > 0 && words.every((word) => placeholderWords.has(word)) && value.length - words.join('').length < 8
  );
}

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
  csrf jwt
`);
