import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatRequest } from '../../../src/contract/request.ts';
import { ask, chat, isFault } from '../support/requests.ts';
import { helloWorld, type Play } from './play.ts';
import { withTools } from './tools.ts';

const picture = 'iVBORw0KGgo=';
const withPicture: ChatRequest = chat('', {
  messages: [
    { role: 'user', text: 'What is this?', images: [{ mediaType: 'image/png', base64: picture }], origins: [] },
  ],
});

/** What a model can do besides text, and what is not even tried. */
export function describeAbilities(play: Play): void {
  const { format, path } = play;

  test('sends pictures', async () => {
    await using served = await play.serveAble(format.able.images, play.streamed(play.whole()));
    assert.equal((await ask(served.backend, withPicture)).text, 'Hello, world');
    assert.deepEqual(format.readPrompt(play.promptOf(served.server).body).images, [picture]);
    assert.equal(served.backend.capabilities().images, true);
  });

  if (!format.canAlways) {
    test('what the server cannot do is refused before anything is sent, and known from then on', async () => {
      for (const [request, ability] of [
        [withPicture, 'images'],
        [withTools, 'tools'],
      ] as const) {
        await using served = await play.serve(play.streamed(play.whole()));
        await assert.rejects(ask(served.backend, request), (error) => {
          assert.match(String(error), /nothing was sent/);
          return isFault(error, 'refused');
        });
        assert.ok(served.server.requests.every((seen) => seen.path !== path));
        assert.equal(served.backend.capabilities()[ability], false);
        assert.equal((await ask(served.backend, play.request)).text, 'Hello, world');
      }
    });
  }

  const { logProbabilities: able } = format.able;
  if (able === undefined) {
    test('token probabilities are not asked for where there are none', async () => {
      await using served = await play.serve(play.streamed(play.whole()));
      await ask(served.backend, chat('Hi', { wantsLogProbabilities: true }));
      assert.ok(!play.promptOf(served.server).body.includes('logprobs'));
      assert.equal(served.backend.capabilities().logProbabilities, false);
    });
    return;
  }

  test('gives the probabilities of the tokens to whoever asks for them', async () => {
    const content = { text: ['Hel', '', 'lo'], reasoning: ['hm'], logProbabilities: [-0.5, -1, -0.25] };
    await using served = await play.serveAble(able, play.streamed(play.whole(content)));
    const { parts } = await ask(served.backend, chat('Hi', { wantsLogProbabilities: true }));
    assert.deepEqual(parts.slice(1), [
      { type: 'text-delta', text: 'Hel', logProbabilities: [-0.5] },
      { type: 'text-delta', text: 'lo', logProbabilities: [-1, -0.25] },
    ]);
    assert.equal(format.readPrompt(play.promptOf(served.server).body).wantsLogProbabilities, true);
    assert.equal(served.backend.capabilities().logProbabilities, true);
  });

  test('asks for no probabilities that nobody wants', async () => {
    await using served = await play.serveAble(able, play.streamed(play.whole(helloWorld)));
    await ask(served.backend, chat('Hi'));
    assert.equal(format.readPrompt(play.promptOf(served.server).body).wantsLogProbabilities, false);
  });
}
