import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlShell } from '../../../src/chat/shell.ts';

const options = {
  scriptUri: 'https://x.example/chat.js?a=1&b="2"',
  styleUri: 'https://x.example/chat.css',
  nonce: 'abc123',
  cspSource: 'https://x.example',
};

test('the page allows its one script and its stylesheet, and nothing else', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(htmlShell(options)) ?? [];
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    "script-src 'nonce-abc123'",
    'style-src https://x.example',
    "img-src 'none'",
    "font-src 'none'",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ]);
});

test('an address cannot leave its attribute', () => {
  assert.ok(htmlShell(options).includes('src="https://x.example/chat.js?a=1&amp;b=&quot;2&quot;"'));
});
