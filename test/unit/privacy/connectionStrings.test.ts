import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findConnectionStrings } from '../../../src/privacy/connectionStrings.ts';
import { random } from './support.ts';

function rulesIn(text: string): readonly string[] {
  return [...findConnectionStrings(text)].map(({ rule }) => rule);
}

const password = random(14, 'alnum', 4);

describe('a connection string', () => {
  const positives: Readonly<Record<string, string>> = {
    'postgres://app:§@db.internal:5432/main': 'url-with-password',
    'DATABASE_URL="mysql://root:§@127.0.0.1/shop"': 'url-with-password',
    'mongodb+srv://root:§@cluster0.example.net/test': 'url-with-password',
    'redis://:§@cache:6379/0': 'url-with-password',
    'postgres://app:a@b§@db.internal/main': 'url-with-password',
    'https://me:§@example.com/repo.git': 'url-with-password',
    '(amqps://svc:§%21@mq:5671)': 'url-with-password',
    'app:§@tcp(127.0.0.1:3306)/shop': 'data-source-name',
    'Server=db;Database=x;User Id=sa;Password=§;Encrypt=True': 'connection-string',
    '"Pwd=§;Server=db"': 'connection-string',
    'AccountName=a;AccountKey=§==;EndpointSuffix=core.windows.net': 'connection-string',
  };
  for (const [text, rule] of Object.entries(positives)) {
    it(`is found: ${text}`, () => assert.deepEqual(rulesIn(text.replace('§', password)), [rule]));
  }

  const negatives = [
    '',
    'https://example.com:8080/path',
    'https://user@example.com/',
    'git@github.com:owner/name.git',
    'postgres://postgres:postgres@localhost/db',
    `postgres://user:\${DB_PASSWORD}@localhost/db`,
    'postgres://user:password@localhost/db',
    'postgres://<user>:<password>@<host>/db',
    'mysql://user:***@host/db',
    'queue,url=http://amqp.internal:15672,queue=main,node=rabbit@amqp',
    'oracle://scott:tiger@db/xe',
    'http://user:changeme@host',
    'see http://a.example and mail b: c@d.example',
    'const password = decodeURIComponent(url.password);',
    'x = 1; password = readPassword(user);',
    'Server=db;Password={0};',
    'Server=db;Integrated Security=true;',
    '@media://x',
  ];
  for (const text of negatives) {
    it(`is not ${text === '' ? 'nothing' : text}`, () => assert.deepEqual(rulesIn(text), []));
  }

  it('is found on each line of a long file', () => {
    const line = `url = "postgres://app:${password}@db/main"\r\n`;
    assert.equal(rulesIn(line.repeat(50)).length, 50);
  });

  it('is read as it stands when its escapes are broken', () => {
    assert.deepEqual(rulesIn(`http://a:${password}%zz@b`), ['url-with-password']);
  });
});
