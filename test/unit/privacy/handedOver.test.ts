import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findHandedOver } from '../../../src/privacy/handedOver.ts';

const password = `Winter${2024}!`;

function passwordsIn(text: string): readonly string[] {
  return [...findHandedOver(text)].map(({ start, end }) => text.slice(start, end));
}

describe('a password without a name is found', () => {
  const positives: Readonly<Record<string, string>> = {
    'after curl': `curl -s -u admin:${password} https://example.com`,
    'after curl, on the next line': `curl -X POST \\\n  -u admin:${password} https://example.com`,
    'after mysql': `mysql -h db -u root -p${password} shop`,
    'after sshpass': `sshpass -p '${password}' ssh web1`,
    'after docker login': `docker login -u ci -p ${password} registry.internal`,
    'after openssl': `openssl rsa -in a.key -passin pass:${password}`,
    'after keytool': `keytool -list -storepass ${password} -keystore a.jks`,
    'before chpasswd': `echo "root:${password}" | sudo chpasswd`,
    'after net user': `net user backup ${password} /add`,
    'in PowerShell': `ConvertTo-SecureString "${password}" -AsPlainText -Force`,
    'after htpasswd': `htpasswd -cb /etc/nginx/.htpasswd admin ${password}`,
    'after sqlplus': `sqlplus -s hr/${password}@//ora:1521/orcl`,
    'in SQL, as identified by': `CREATE USER 'a'@'%' IDENTIFIED BY '${password}';`,
    'in SQL, as with password': `ALTER ROLE a WITH LOGIN PASSWORD '${password}';`,
    'in C#': `new NetworkCredential("alerts", "${password}")`,
    'in Java': `DriverManager.getConnection(url, "sa", "${password}")`,
    'in PHP': `new PDO('mysql:host=db', 'app', '${password}')`,
    'in Python': `smtp.login("alerts@corp.test", "${password}")`,
    'in requests': `requests.get(url, auth=("svc", "${password}"))`,
    'in redis.conf': `port 6379\nrequirepass ${password}\n`,
    'in .netrc': `machine git.internal\n  login ci\n  password ${password}\n`,
    'in .pgpass': `db.internal:5432:app:app:${password}`,
    'in a router': `username admin privilege 15 secret 0 ${password}\n`,
    'in an Oracle address': `jdbc:oracle:thin:hr/${password}@//ora:1521/orcl`,
    'in a message': `The staging password is ${password} by the way`,
    'as a plain word': 'sshpass -p sunflower ssh web1',
  };
  for (const [where, text] of Object.entries(positives)) {
    it(where, () => assert.deepEqual(passwordsIn(text), [text.includes(password) ? password : 'sunflower']));
  }
});

describe('nothing is found', () => {
  const negatives: Readonly<Record<string, string>> = {
    'where a variable stands': [
      'curl -u "$USER:$PASSWORD" https://example.com',
      `mysql -u root -p"\${MYSQL_PASSWORD}" shop`,
      'sshpass -p "$PASS" ssh web1',
      'docker login -u ci -p $TOKEN registry',
      'ConvertTo-SecureString $env:PASSWORD -AsPlainText',
    ].join('\n'),
    'where it is asked for':
      'mysql -u root -p shop\ndocker login -u ci --password-stdin registry\nopenssl rsa -passin stdin',
    'where the user is the password': `new NetworkCredential("guest-7", "guest-7")\necho "app-77:app-77" | chpasswd`,
    'where a placeholder stands': `CREATE USER a IDENTIFIED BY 'changeme';\nsmtp.login("user", "your-password-1")`,
    'in prose': [
      `Return the module identified by 'fullname'.`,
      'The password is checked by the server. A password is required.',
      'The password must be set to something with 8 characters.',
      'Users login with password and token.',
    ].join('\n'),
    'in other options of the same letter': 'cp -p a b\nmkdir -p /srv/data1\nsocat -u UDP-RECVFROM:8125,fork TCP:1',
  };
  for (const [where, text] of Object.entries(negatives)) {
    it(where, () => assert.deepEqual(passwordsIn(text), []));
  }
});

describe('a text that is made to be slow', () => {
  for (const piece of [
    'curl ',
    'mysql -u ',
    'docker login ',
    'identified by ',
    "password '",
    'auth=("a", ',
    'login a password ',
  ]) {
    it(`ends: ${piece}`, () => assert.deepEqual(passwordsIn(piece.repeat(100_000 / piece.length)), []));
  }
});
