import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CompletionSwitches, findSilence, isLanguageOn } from '../../../src/completion/switches.ts';

const on: CompletionSwitches = { enabled: true, trigger: 'automatic', languages: {}, snooze: { kind: 'awake' } };
const snooze = { kind: 'snoozed', minutesLeft: 5 } as const;

test('with every switch on, ghost text comes by itself in any language', () => {
  assert.equal(findSilence(on, 'python'), undefined);
  assert.equal(findSilence(on, undefined), undefined);
});

test('each switch alone silences, and says which one it is', () => {
  assert.equal(findSilence({ ...on, enabled: false }, 'python'), 'off');
  assert.equal(findSilence({ ...on, snooze }, 'python'), 'snoozed');
  assert.equal(findSilence({ ...on, languages: { python: false } }, 'python'), 'language-off');
  assert.equal(findSilence({ ...on, trigger: 'manual' }, 'python'), 'manual-only');
});

test('of several reasons the widest is named', () => {
  const all: CompletionSwitches = { enabled: false, trigger: 'manual', languages: { '*': false }, snooze };
  assert.equal(findSilence(all, 'python'), 'off');
  assert.equal(findSilence({ ...all, enabled: true }, 'python'), 'snoozed');
  assert.equal(findSilence({ ...all, enabled: true, snooze: on.snooze }, 'python'), 'language-off');
  assert.equal(findSilence({ ...all, enabled: true, snooze: on.snooze }, undefined), 'manual-only');
});

test('a language that is not named is as the star says, and on without a star', () => {
  const languages = { '*': false, python: true };
  assert.equal(isLanguageOn(languages, 'python'), true);
  assert.equal(isLanguageOn(languages, 'rust'), false);
  assert.equal(isLanguageOn({ python: false }, 'rust'), true);
  assert.equal(isLanguageOn({ '*': true, python: false }, 'python'), false);
});

test('a language called like a property of every object is an ordinary language', () => {
  assert.equal(isLanguageOn({ '*': false }, 'constructor'), false);
  assert.equal(isLanguageOn({}, 'toString'), true);
});
