import type { Detection, Detector } from './detection.ts';
import { createKeywordFinder } from './keywords.ts';
import { isPlainWord, isSecretValue, looksLikeCode } from './secretValues.ts';

/** Finds passwords that are handed to a command or a call by their place, with no name before them. */
export const findHandedOver: Detector = function* (text) {
  const present = findKeywords(text);
  if (present.size === 0) return;
  for (const { keywords, pattern, after } of forms) {
    if (!keywords.some((keyword) => present.has(keyword))) continue;
    for (const match of text.matchAll(pattern)) {
      const { password = '', user = '' } = match.groups ?? {};
      if (!isPassword(password, user)) continue;
      if (after !== undefined && !after.test(text.slice(Math.max(0, match.index - 150), match.index))) continue;
      const start = match.index + match[0].lastIndexOf(password);
      yield { ...detection, start, end: start + password.length };
    }
  }
};

const detection: Pick<Detection, 'kind' | 'rule' | 'what'> = {
  kind: 'assigned-secret',
  rule: 'password-handed-over',
  what: 'a password',
};

/** The place says that it is a password, so that a plain word is one as well. */
function isPassword(password: string, user: string): boolean {
  if (password === user || looksLikeCode(password)) return false;
  return isSecretValue(password, 'password') || isPlainWord(password);
}

interface Form {
  /** A text without any of them is not looked at further. */
  readonly keywords: readonly string[];
  /** Bounded everywhere, so that no text makes it slow. */
  readonly pattern: RegExp;
  /** What has to stand in the line before, where that is too costly to look for first. */
  readonly after?: RegExp;
}

const quoted = String.raw`["'](?<password>[^"'\n]{4,100})["']`;
const bare = String.raw`["']?(?<password>[^\s"'\x60$<>|;()]{4,100})`;
const user = String.raw`["'](?<user>[^"'\n]{0,80})["']`;

const forms: readonly Form[] = [
  // curl -u user:password, and others of its kind.
  {
    keywords: ['curl ', 'wget ', 'xh '],
    pattern:
      /\b(?:curl|wget|xh)\b(?=\s)(?:[^\n]|\\\n){0,300}?\s(?:-u|--user|-a|--auth)[ =]["']?(?<user>[\w.@-]{1,80}):(?<password>[^\s"'`:$<{][^\s"'`$<{,]{3,99})/g,
  },
  {
    keywords: ['mysql', 'mariadb'],
    pattern: new RegExp(String.raw`\b(?:mysql|mysqldump|mysqladmin|mariadb)\s[^\n|;]{0,120}?\s-p${bare}`, 'g'),
  },
  { keywords: ['sshpass'], pattern: new RegExp(String.raw`\bsshpass\s{1,3}-p\s{0,3}${bare}`, 'g') },
  {
    keywords: [' login '],
    pattern: new RegExp(
      String.raw`\b(?:docker|podman|az|helm|oc|buildah)\s[^\n]{0,60}?login\s[^\n|;]{0,120}?\s(?:-p|--password)[ =]${bare}`,
      'g',
    ),
  },
  {
    keywords: ['-passin', '-passout', '-storepass', '-keypass', 'pass:'],
    pattern: new RegExp(
      `-(?:passin|passout|pass|storepass|keypass|srcstorepass|deststorepass)[ =](?:pass:)?${bare}`,
      'g',
    ),
  },
  {
    keywords: ['chpasswd'],
    pattern: /["'](?<user>[\w.-]{1,40}):(?<password>[^\s"'$:]{4,100})["']\s{0,3}\|\s{0,3}(?:sudo\s)?chpasswd/g,
  },
  {
    keywords: ['net user'],
    pattern: /\bnet user\s{1,3}(?<user>[\w.-]{1,40})\s{1,3}"?(?<password>[^\s"/*]{4,100})"?\s{1,3}\/add/gi,
  },
  {
    keywords: ['ConvertTo-SecureString'],
    pattern: new RegExp(String.raw`\bConvertTo-SecureString\s[^\n]{0,40}?${quoted}`, 'g'),
  },
  {
    keywords: ['htpasswd'],
    pattern: new RegExp(
      String.raw`\bhtpasswd\s{1,3}-[a-zA-Z]*b[a-zA-Z]*\s[^\n]{0,80}?\s(?<user>[\w.-]{1,40})\s${bare}`,
      'g',
    ),
  },
  // SQL: IDENTIFIED BY '…', WITH PASSWORD '…', PASSWORD = N'…'.
  {
    keywords: ['IDENTIFIED', 'identified'],
    pattern:
      /\bidentified\s{1,5}(?:with\s{1,5}\S{1,40}\s{1,5})?by\s{1,5}(?:password\s{1,5})?["'](?<password>[^"'\n]{4,100})["']/gi,
    after: /\b(?:create|alter|grant|set|drop)\s[^;]*$/i,
  },
  {
    keywords: ['PASSWORD', 'password'],
    pattern: /\bpassword\s{0,5}=?\s{0,5}N?'(?<password>[^'\n]{4,100})'/gi,
    after: /\b(?:create|alter)\s{1,5}(?:user|role|login)\s[^;]*$/i,
  },
  // Calls that take a user and a password.
  {
    keywords: [
      'NetworkCredential',
      'UsernamePasswordCredentials',
      'PasswordAuthentication',
      'BasicAuth',
      'basic_auth',
      'basicAuth',
      'PlainAuth',
    ],
    pattern: new RegExp(
      String.raw`\b(?:NetworkCredential|UsernamePasswordCredentials|PasswordAuthentication|HTTPBasicAuth|BasicAuth|SetBasicAuth|basic_auth|basicAuth|PlainAuth)\(\s{0,5}(?:"",\s{0,3})?${user}\s{0,3},\s{0,5}${quoted}`,
      'g',
    ),
  },
  {
    keywords: ['getConnection'],
    pattern: new RegExp(
      String.raw`\bgetConnection\([^\n]{0,200}?,\s{0,5}${user}\s{0,3},\s{0,5}${quoted}\s{0,3}\)`,
      'g',
    ),
  },
  {
    keywords: ['new PDO(', 'mysqli', 'ftp_login', 'pg_connect'],
    pattern: new RegExp(
      String.raw`\b(?:new PDO|mysqli_connect|new mysqli|mysql_connect|ftp_login)\([^\n]{0,200}?,\s{0,5}${user}\s{0,3},\s{0,5}${quoted}`,
      'g',
    ),
  },
  {
    keywords: ['.login(', 'auth=(', '.authenticate('],
    pattern: new RegExp(
      String.raw`(?:\.login\(|\bauth=\(|\.authenticate\()\s{0,5}${user}\s{0,3},\s{0,5}${quoted}`,
      'g',
    ),
  },
  // Files of settings that write neither a colon nor an equals sign.
  {
    keywords: ['requirepass', 'masterauth'],
    pattern: /^[ \t]*(?:requirepass|masterauth)[ \t]+"?(?<password>[^\s"]{4,100})/gm,
  },
  {
    keywords: ['machine ', 'login '],
    pattern: /\blogin\s{1,5}(?<user>\S{1,80})\s{1,5}password\s{1,5}(?<password>\S{4,100})/g,
  },
  {
    keywords: ['username ', 'enable '],
    pattern:
      /^[ \t]*(?:username\s(?<user>\S{1,60})(?:\sprivilege\s\d{1,2})?|enable)\s(?:password|secret)\s(?:[05]\s)?(?<password>\S{4,100})[ \t]*$/gm,
  },
  { keywords: ['oracle:thin:'], pattern: /\boracle:thin:(?<user>[\w$]{1,60})\/(?<password>[^\s@"'/]{4,100})@/g },
  {
    keywords: ['sqlplus'],
    pattern: /\bsqlplus\s(?:-\S{1,20}\s){0,3}["']?(?<user>[\w$]{1,60})\/(?<password>[^\s@"'/]{4,100})@/g,
  },
  // .pgpass: host, port, database, user, password.
  {
    keywords: [':5432:', ':*:'],
    pattern: /^[\w.*-]{1,100}:(?:\d{2,5}|\*):[\w*-]{1,60}:(?<user>[\w*-]{1,60}):(?<password>\S{4,100})$/gm,
  },
  // What a person writes in a chat.
  {
    keywords: ['password', 'Password', 'passphrase'],
    pattern:
      /\bpass(?:word|phrase)\b[^\n.:=?]{0,30}?\s(?:is|was|set to|to)[ :]{1,3}["'`]?(?<password>(?=[^\s"'`]*\d)(?=[^\s"'`]*[A-Z!#$%&*+@^_-])[^\s"'`,;]{8,60})/g,
  },
];

const findKeywords = createKeywordFinder([...new Set(forms.flatMap(({ keywords }) => keywords))]);
