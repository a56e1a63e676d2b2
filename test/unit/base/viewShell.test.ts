import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderViewShell } from '../../../src/base/viewShell.ts';

const page = renderViewShell({
  title: 'A & B',
  scriptUri: 'https://x.example/view.js?a=1&b="2"',
  styleUri: 'https://x.example/view.css',
  nonce: 'abc123',
  cspSource: 'https://x.example',
});

test('the page allows its one script and its stylesheet, and nothing else', () => {
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  assert.deepEqual(policy.replaceAll('&#39;', "'").split('; '), [
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

test('an address cannot leave its attribute, nor a title its element', () => {
  assert.ok(page.includes('src="https://x.example/view.js?a=1&amp;b=&quot;2&quot;"'));
  assert.ok(page.includes('<title>A &amp; B</title>'));
});
