import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAssignedSecrets } from '../../../src/privacy/assignments.ts';
import { random } from './support.ts';

/** What is found in a text, as the value that was taken for a secret. */
function secretsIn(text: string): readonly string[] {
  return [...findAssignedSecrets(text)].map(({ start, end }) => text.slice(start, end));
}

const password = `Winter${2024}!`;
const token = random(32, 'alnum', 5);
const hex = random(40, 'hex', 6);

describe('an assigned secret is found', () => {
  const password_ = 'pass' + 'word';
  const uuid = `8c2f41d7-90ab-${'4be3'}-a1de-6f70b9e2c5d4`;
  const positives: Readonly<Record<string, readonly [string, string]>> = {
    'in .env': [`DB_PASSWORD=${password}\nDEBUG=1`, password],
    'in .env with quotes': [`DB_PASSWORD="${password}"`, password],
    'in .env with CRLF and a comment': [`A=1\r\nAPI_TOKEN=${token} # do not share\r\n`, token],
    'after export': [`export API_KEY=${hex}`, hex],
    'before a command': [`PGPASSWORD=${password} psql -h db`, password],
    'in a comment': [`# SECRET_KEY=${token}`, token],
    'in YAML': [`db:\n  ${password_}: ${password}\n`, password],
    'in a YAML list': [`- token: ${token}`, token],
    'in JSON': [`{ "apiKey": "${hex}", "n": 1 }`, hex],
    'in JSON inside a string': [`"{\\"apiKey\\":\\"${hex}\\"}"`, hex],
    'in TypeScript': [`const ${password_}: string = '${password}';`, password],
    'in Python': [`client = Client(auth_token=b'${token}')`, token],
    'in Go': [`authToken := "${token}"`, token],
    'in PHP': [`'${password_}' => '${password}',`, password],
    'in a PHP constant': [`define('DB_PASSWORD', '${password}');`, password],
    'in Ruby': [`secret_token '${token}'`, token],
    'in Java': [`user.setPassword("${password}");`, password],
    'in C#': [`var clientSecret = @"${token}";`, token],
    'in XML': [`<password>${password}</password>`, password],
    'in an XML attribute': [`<db password="${password}"/>`, password],
    'in an XML pair': [`<add key="Password" value="${password}" />`, password],
    'in a properties file': [`spring.datasource.password=${password}`, password],
    'in an INI file': [`[a]\naws_secret_access_key = ${random(40, 'base64', 8)}\n`, random(40, 'base64', 8)],
    'in an option': [`deploy --token ${token} --yes`, token],
    'in an option with an equals sign': [`mysql --password=${password}`, password],
    'in a query': [`fetch('/a?page=2&access_token=${token}&x=1')`, token],
    'in a Dockerfile': [`ENV APP_SECRET=${token}`, token],
    'in a header': [`Authorization: Bearer ${token}`, token],
    'in a header of code': [`headers: { 'X-API-Key': '${hex}' }`, hex],
    'in a curl command': [`curl -u admin:${password} https://example.com`, password],
    'in a comparison': [`if (${password_} === "${password}") {`, password],
    'as a passphrase': [`passphrase = "blue-whale-77-sings"`, 'blue-whale-77-sings'],
    'in another script': [`password: "пароль-7-Ω!"`, 'пароль-7-Ω!'],
    'in a list of Kubernetes': [`- name: API_TOKEN\n  value: "${token}"\n`, token],
    'in a connection of libpq': [`"host=db user=app password=${password} dbname=app"`, password],
    'in an attributed element': [`<entry key="password">${password}</entry>`, password],
    'in a literal of kubectl': [`kubectl create secret generic db --from-literal=password=${password}`, password],
    'in an INI file with spaces': [`[db]\nuser = app\npassword = ${password}\n`, password],
    'in a properties file with spaces': [`db.user = app\ndb.password = ${password}\ndb.pool = 5\n`, password],
    'in .env, with signs of code in it': ['DB_PASSWORD=aX7,(k;9\n', 'aX7,(k;9'],
    'in a type of Rust': [`const API_KEY: &str = "${token}";`, token],
    'as a plain word in .env': ['DB_PASSWORD=sunflower\n', 'sunflower'],
    'as a plain word beside a user': ['user: app\npassword: sunflower\n', 'sunflower'],
    'as a UUID of a vendor who uses them': [`HEROKU_API_KEY=${uuid}`, uuid],
    'as the name of a user with a number': ['MYSQL_ROOT_PASSWORD: root4711', 'root4711'],
    'in a header, in base64': ['Authorization: Basic YXBwOldpbnRlcjIwMjQh', 'YXBwOldpbnRlcjIwMjQh'],
    'in minified code': [`a({user:"me",password:"${password}"}),b({x:1})`, password],
  };
  for (const [where, [text, secret]] of Object.entries(positives)) {
    it(where, () => assert.deepEqual(secretsIn(text), [secret]));
  }

  it('says which kind of name it had', () => {
    const rules = [
      ...findAssignedSecrets(`A_PASSWORD=${password}\nA_TOKEN=${token}\nA_SECRET=${token}\nAPI_KEY=${hex}\n`),
    ];
    assert.deepEqual(
      rules.map(({ rule }) => rule),
      ['password-assignment', 'token-assignment', 'secret-assignment', 'key-assignment'],
    );
  });
});

describe('nothing is found', () => {
  const negatives: Readonly<Record<string, string>> = {
    'in an empty text': '',
    'in a look-up in the environment': [
      'const apiKey = process.env.API_KEY;',
      'API_KEY = os.environ["API_KEY_2"]',
      `password: "\${DB_PASSWORD_1}"`,
      'PASSWORD=$DB_PASSWORD1',
      'password: %DB_PASSWORD1%',
      'password: "{{ vault.db_password1 }}"',
      'token: "<your-token-1>"',
      'token: "[TOKEN_123456789012]"',
      '"password": "#{ENV[\'PW1\']}"',
      `token: \${{ secrets.NPM_TOKEN_1 }}`,
      'password: !vault |',
      'secretRef: arn:aws:secretsmanager:eu-west-1:123:secret:x1',
      'password: op://vault/item/field1',
    ].join('\n'),
    'in a placeholder': [
      'password = "changeme123"',
      'api_key = "YOUR_API_KEY_12345678901"',
      'secret: "my-secret-token-1"',
      'token = "xxxxxxxxxxxxxxxx1234"',
      'token = "1234567890abcdef1234"',
      'token = "kqz1kqz1kqz1kqz1kqz1"',
      'password: "********1"',
      'password=example-password-1',
      'password: "test1234567890"',
      'apiKey: "placeholder-key-123456789"',
      'password: "dummy-pass-99!"',
    ].join('\n'),
    'in a value of another form': [
      'token: "6f1c2b1e-8d2a-4b62-9c1d-3f0a5b7c9d11"',
      `password_digest: "$2b$12$${random(53, 'alnum', 2)}"`,
      `password = "$argon2id$v=19$m=65536$${random(40)}"`,
      'tokenVersion: "1.2.3-beta.4"',
      'secret_file = "/run/secrets/db_password1"',
      'api_key_url = "https://example.com/keys/1"',
      'auth: "someone1@example.com"',
      'token: "2024-01-31T10:00:00Z"',
      `secret: "sha256:${hex}"`,
    ].join('\n'),
    'behind a name that speaks about a secret': [
      'passwordField = "field#Password1"',
      'token_type: "bearer-v2-token!"',
      `tokenHash = "${hex}"`,
      'secretName: "prod-db-secret-01!"',
      'max_tokens=4096000000000000a',
      `publicKey = "${random(44, 'base64', 4)}"`,
      `csrfToken: "${token}"`,
      `nextPageToken: "${token}"`,
      `primaryKey: "${token}"`,
      `keyboard = "${token}", monkey = "${token}", author = "${token}"`,
      'passwordPlaceholder: "At least 8 characters!"',
    ].join('\n'),
    'in code': [
      'const token = await getToken(user, "session-1");',
      'new Credential("signature1")',
      'password = form.password1;',
      'password: string;',
      'token: Token2;',
      'if (token === other.token) return;',
      'const accessToken2 = accessToken1',
      'exports.accessToken2 = accessToken2',
      'password = input("Password 1: ")',
      'this.passwordService.check("ABC-1");',
      `getToken('${hex}')`,
      'import { password1 } from "./password1";',
      `token: \`Bearer \${token1}\``,
      'type Secret = "client_secret_basic1" | "client_secret_post1"',
      'PASSWORD_REQUIRED_V2 = "FlowPasswordRequiredResultV2"',
      'ACQUIRE_TOKEN = "msal:acquireTokenFromNetworkStart2"',
    ].join('\n'),
    'in a tag of Go': 'Password secret.Secret `yaml:"password,omitempty1"`',
    'in base64 of a placeholder': 'password: Y2hhbmdlbWUxMjM=\nAuthorization: Basic YWRtaW46cGFzc3dvcmQ=',
    'in a list of words': '["host", "username", "password", "database1"] ["no password", "admin:@1"]',
    'as a plain word without anything beside': 'password: sunflower\n"password": "sunflower"',
    'as a word that everybody uses': 'user: app\npassword: admin\nDB_PASSWORD=postgres\nROOT_PASSWORD=rootpassword1',
    'in a result of a test': '"... pass","@module":"ui" PASS: "+suite+"',
    'in the name of a method': "writeString('mysql_native_password', 'latin1')",
    'in an example that everybody knows': 'access_token: "2YotnFZFEjr1zCsicMWpAA"',
    'in prose': 'The password must have 8 characters. Your token: see the page. Secret: none. "password": "Password"',
    'in words that look like labels':
      '{"password": "Passwort", "token": "Token", "secret": "Geheimnis", "key": "Schlüssel 1"}',
    'when the value is cut off': `password = "${password}`.slice(0, -3),
  };
  for (const [where, text] of Object.entries(negatives)) {
    it(where, () => assert.deepEqual(secretsIn(text), []));
  }

  it('in hashes of a lock file', () => {
    const lines = Array.from({ length: 300 }, (_, n) => `      "integrity": "sha512-${random(86, 'base64', n)}==",`);
    assert.deepEqual(secretsIn(lines.join('\n')), []);
  });
});

describe('a text that is made to be slow', () => {
  for (const [what, text] of Object.entries({
    'names without values': 'password '.repeat(12_000),
    'an endless name': `${'password_'.repeat(12_000)}=1`,
    'open quotes': 'password="'.repeat(10_000),
    'one long line': `${'token:x,'.repeat(12_000)}password: "${password}"`,
    spaces: `password${' '.repeat(100_000)}= 1`,
  })) {
    it(`ends: ${what}`, () => assert.ok(secretsIn(text).length <= 10_000));
  }
});
