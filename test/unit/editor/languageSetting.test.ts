import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeLanguage, mergeLanguages } from '../../../src/editor/languageSetting.ts';

const defaultValue = { '*': true, 'git-commit': false };

test('the workspace goes before the person, and the person before the default, language by language', () => {
  const values = { defaultValue, globalValue: { python: false, rust: false }, workspaceValue: { rust: true } };
  assert.deepEqual(mergeLanguages(values), { '*': true, 'git-commit': false, python: false, rust: true });
});

test('what is neither on nor off, or no list at all, says nothing', () => {
  assert.deepEqual(mergeLanguages({ defaultValue, globalValue: { '*': 'no', python: 0 } }), defaultValue);
  for (const globalValue of [null, 'python', 3, ['python']]) {
    assert.equal(mergeLanguages({ defaultValue, globalValue })['*'], true);
  }
});

test('a language is switched in the person’s settings, and what else stands there stays', () => {
  const values = { defaultValue, globalValue: { python: false } };
  assert.deepEqual(changeLanguage(values, 'rust', false), { target: 'global', value: { python: false, rust: false } });
  assert.deepEqual(changeLanguage(values, 'python', true), { target: 'global', value: { python: true } });
  assert.deepEqual(changeLanguage({}, 'rust', false), { target: 'global', value: { rust: false } });
});

test('where the workspace names the language, or all, the switch goes there: elsewhere it would do nothing', () => {
  for (const workspaceValue of [{ rust: false }, { '*': false }]) {
    const values = { defaultValue, globalValue: { rust: true }, workspaceValue };
    const { target, value } = changeLanguage(values, 'rust', true);
    assert.equal(target, 'workspace');
    assert.deepEqual(value, { ...workspaceValue, rust: true });
    assert.equal(mergeLanguages({ ...values, workspaceValue: value })['rust'], true);
  }
});
