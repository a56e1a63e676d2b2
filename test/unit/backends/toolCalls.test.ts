import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallPiece, CallPieces, toArgumentObject } from '../../../src/backends/toolCalls.ts';

const piece = (rest: Partial<CallPiece>): CallPiece => ({
  index: undefined,
  id: undefined,
  name: undefined,
  argumentsJson: undefined,
  ...rest,
});

function take(pieces: readonly Partial<CallPiece>[], isCut = false) {
  const calls = new CallPieces();
  for (const one of pieces) calls.add(piece(one));
  return calls
    .take(isCut)
    .flatMap((part) => (part.type === 'tool-call' ? [[part.call.id, part.call.argumentsJson]] : []));
}

test('pieces find their call by its index, also when they come in turn', () => {
  const calls = take([
    { index: 0, id: 'a', name: 'f', argumentsJson: '{"x"' },
    { index: 1, id: 'b', name: 'f', argumentsJson: '{"y"' },
    { index: 0, argumentsJson: ':1}' },
    { index: 1, id: '', argumentsJson: ':2}' },
  ]);
  assert.deepEqual(calls, [
    ['a', '{"x":1}'],
    ['b', '{"y":2}'],
  ]);
});

test('calls that all have the index 0, as Gemini sends them, stay apart', () => {
  const calls = take([
    { index: 0, id: 'a', name: 'f', argumentsJson: '{"x":1}' },
    { index: 0, id: 'b', name: 'f', argumentsJson: '{"y"' },
    { index: 0, argumentsJson: ':2}' },
  ]);
  assert.deepEqual(calls, [
    ['a', '{"x":1}'],
    ['b', '{"y":2}'],
  ]);
});

test('calls without an index go on where the last one stopped', () => {
  const calls = take([
    { id: 'a', name: 'f', argumentsJson: '{"x"' },
    { argumentsJson: ':1}' },
    { id: 'b', name: 'f' },
    { id: 'b', name: 'f', argumentsJson: '{}' },
  ]);
  assert.deepEqual(calls, [
    ['a', '{"x":1}'],
    ['b', '{}'],
  ]);
});

test('a call without an id gets one of its own, and a function without arguments an empty object', () => {
  const calls = take([
    { index: 0, name: 'f' },
    { index: 1, name: 'f' },
  ]);
  assert.deepEqual(
    calls.map((call) => call[1]),
    ['{}', '{}'],
  );
  const ids = calls.map((call) => call[0]);
  assert.equal(new Set(ids).size, 2);
  for (const id of ids) assert.match(String(id), /^call_\w{32}$/);
});

test('of a cut answer the call that may still have grown is left out, unless something else came after it', () => {
  assert.deepEqual(take([{ index: 0, id: 'a', name: 'f', argumentsJson: '{}' }], true), []);
  const calls = new CallPieces();
  calls.add(piece({ index: 0, id: 'a', name: 'f', argumentsJson: '{}' }));
  calls.close();
  assert.equal(calls.take(true).length, 1);
  assert.deepEqual(calls.take(false), [], 'each is given once');
});

test('what a model wrote in place of an object goes back inside one', () => {
  const toObject = (argumentsJson: string) => toArgumentObject({ id: 'a', name: 'f', argumentsJson });
  assert.deepEqual(toObject('{"x":[1]}'), { x: [1] });
  assert.deepEqual(toObject('[1]'), { unreadable: '[1]' });
  assert.deepEqual(toObject('x = 1'), { unreadable: 'x = 1' });
});
