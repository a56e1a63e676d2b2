import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allOn, type CompletionSwitches } from '../../../src/completion/switches.ts';
import {
  type CompletionState,
  silenceSentence,
  silenceSign,
  switchEntries,
} from '../../../src/editor/completionState.ts';

const python = { id: 'python', name: 'Python' };

function stateWith(switches: Partial<CompletionSwitches>): CompletionState {
  return { switches: { ...allOn, ...switches }, language: python };
}

function snoozedFor(minutesLeft: number | undefined): CompletionState {
  return stateWith({ snooze: { kind: 'snoozed', minutesLeft } });
}

test('no sign and no sentence while suggestions come by themselves', () => {
  assert.equal(silenceSign(stateWith({})), '');
  assert.equal(silenceSentence(stateWith({})), undefined);
});

test('off, and off for the language in front, have a sign and say which it is', () => {
  const off = stateWith({ enabled: false });
  const languageOff = stateWith({ languages: { python: false } });
  assert.equal(silenceSign(off), '$(circle-slash)');
  assert.equal(silenceSentence(off), 'Inline completions are off.');
  assert.equal(silenceSign(languageOff), '$(circle-slash)');
  assert.equal(silenceSentence(languageOff), 'Inline completions are off for Python.');
  assert.equal(silenceSign({ ...languageOff, language: undefined }), '');
});

test('a snooze shows how long it still lasts', () => {
  assert.equal(silenceSign(snoozedFor(12)), '$(bell-slash) 12 min');
  assert.equal(silenceSentence(snoozedFor(12)), 'Inline completions are snoozed, 12 minutes left.');
  assert.equal(silenceSentence(snoozedFor(1)), 'Inline completions are snoozed, 1 minute left.');
  assert.equal(silenceSign(snoozedFor(undefined)), '$(bell-slash)');
  assert.equal(silenceSentence(snoozedFor(undefined)), 'Inline completions are snoozed, until the editor restarts.');
});

test('manual only is a way to work, not a fault: a sentence, no sign', () => {
  const manual = stateWith({ trigger: 'manual' });
  assert.equal(silenceSign(manual), '');
  assert.match(silenceSentence(manual) ?? '', /only when you ask/);
});

/** The menu as a person reads it. */
function menuOf(state: CompletionState): readonly string[] {
  return switchEntries(state).map(({ label, description }) => `${label} (${description})`);
}

test('each entry of the menu says what it does and how things stand now', () => {
  assert.deepEqual(menuOf(stateWith({})), [
    'Turn inline completions off (now on)',
    'Turn inline completions off for Python (now on)',
    'Snooze inline completions (now awake)',
    'Suggest only when I ask (manual only) (now while you type)',
  ]);
  const silent = { enabled: false, languages: { '*': false }, trigger: 'manual' } as const;
  assert.deepEqual(menuOf(stateWith({ ...silent, snooze: { kind: 'snoozed', minutesLeft: 3 } })), [
    'Turn inline completions on (now off)',
    'Turn inline completions on for Python (now off)',
    'End snooze (3 minutes left)',
    'Suggest while I type (now only with Alt+\\)',
  ]);
});

test('without a file in front the menu has no entry for its language', () => {
  const labels = switchEntries({ ...stateWith({}), language: undefined }).map(({ command }) => command);
  assert.deepEqual(labels, [
    'watershed.toggleCompletions',
    'watershed.snoozeCompletions',
    'watershed.toggleManualOnly',
  ]);
});
